import { key } from './api.js';
import { text } from './texts.js';

const dialog = document.getElementById('key-dialog');
const input = dialog.querySelector('input');
const error = document.getElementById('key-error');
const button = document.getElementById('key-button');

function label() {
  button.textContent = text(key.get() ? 'forgetKey' : 'enterKey');
}

/** Asks the user for a key; empty when the user thinks better of it. A complaint says what was wrong before. */
export function askForKey(complaint = '') {
  error.textContent = complaint;
  input.value = '';
  dialog.returnValue = 'cancel';
  dialog.showModal();
  return new Promise(resolve => {
    dialog.addEventListener('close', () => {
      const entered = dialog.returnValue === 'use' ? input.value.trim() : '';
      input.value = '';
      resolve(entered);
    }, { once: true });
  });
}

/** Keeps a key that has proved right. */
export function keepKey(value) {
  key.set(value);
  label();
}

/** Lets the button enter and forget the key. */
export function setUpKey(changed) {
  label();
  // No submit button: the Enter key would press it, since it comes first.
  document.getElementById('key-cancel').addEventListener('click', () => dialog.close('cancel'));
  button.addEventListener('click', async () => {
    if (key.get()) {
      key.forget();
    } else {
      const entered = await askForKey();
      if (!entered) return;
      key.set(entered);
    }
    label();
    changed();
  });
}
