import { key } from './api.js';
import { showDeadLetters, showEvents } from './events.js';
import { showHealth } from './health.js';
import { isRunning, showRuns, startRun } from './jobs.js';
import { askForKey, keepKey, setUpKey } from './keys.js';
import { setUpReports } from './reports.js';
import { text, translate } from './texts.js';

const IDLE_PAUSE_MS = 5_000;
const RUNNING_PAUSE_MS = 1_000;

const notice = document.getElementById('notice');
const startButton = document.getElementById('start-job');

function show(message, className) {
  notice.textContent = message;
  notice.className = className;
  notice.hidden = false;
}
const notify = message => show(message, 'notice');
const complain = problem => show(problem.message, 'notice bad');

function showAll() {
  return Promise.all([showHealth(), showRuns(), showEvents(), showDeadLetters()]);
}

/** Starts a run; asks for the administrator's key, again and again, until it is right or the user gives up. */
async function start() {
  let candidate = key.get();
  for (;;) {
    try {
      const run = await startRun(candidate);
      if (candidate) keepKey(candidate);
      notify(text('jobStarted', run));
      return;
    } catch (problem) {
      if (!problem.needsKey) throw problem;
      candidate = await askForKey(candidate ? text('wrongKey') : '');
      if (!candidate) return;
    }
  }
}

startButton.addEventListener('click', async () => {
  startButton.disabled = true;
  try {
    await start();
    await showRuns();
  } catch (problem) {
    complain(problem);
  } finally {
    startButton.disabled = false;
  }
});

document.getElementById('refresh').addEventListener('click', () => Promise.all([showEvents(), showDeadLetters()]));

/** Looks again and again while the page is seen. Events are listed anew only when a run has ended: listing costs. */
async function watch() {
  if (!document.hidden) {
    const [ended] = await Promise.all([showRuns(), showHealth()]);
    if (ended) await Promise.all([showEvents(), showDeadLetters()]);
  }
  setTimeout(watch, isRunning() ? RUNNING_PAUSE_MS : IDLE_PAUSE_MS);
}

translate(document);
document.title = text('title');
setUpKey(showAll);
setUpReports(notify, complain);
await showAll();
document.body.dataset.ready = 'true';
setTimeout(watch, IDLE_PAUSE_MS);
