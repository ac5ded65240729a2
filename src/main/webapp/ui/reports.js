import { call } from './api.js';
import { element } from './dom.js';
import { language, text } from './texts.js';

const form = document.getElementById('report-form');
const button = document.getElementById('download');

function address(fields) {
  const query = new URLSearchParams();
  for (const name of ['from', 'to', 'company', 'lang']) {
    const value = fields.get(name).trim();
    if (value) query.set(name, value);
  }
  return `/reports/${fields.get('report')}.${fields.get('format')}?${query}`;
}

function fileName(response, fields) {
  const named = /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '');
  return named ? named[1] : `${fields.get('report')}.${fields.get('format')}`;
}

function save(blob, name) {
  const url = URL.createObjectURL(blob);
  element('a', { href: url, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** Lets the form download its report. Fetched rather than linked, so that a key goes with it and a problem is shown. */
export function setUpReports(notify, complain) {
  form.elements.namedItem('lang').value = language;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    const fields = new FormData(form);
    button.disabled = true;
    button.textContent = text('downloading');
    try {
      const response = await call(address(fields));
      const name = fileName(response, fields);
      save(await response.blob(), name);
      notify(text('downloaded', name));
    } catch (problem) {
      complain(problem);
    } finally {
      button.disabled = false;
      button.textContent = text('download');
    }
  });
}
