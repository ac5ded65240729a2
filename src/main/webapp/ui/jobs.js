import { post, read } from './api.js';
import { element, empty, table } from './dom.js';
import { formatDateTime, formatNumber, formatSeconds, text } from './texts.js';

const panel = document.getElementById('runs');
const ALIVE = ['STARTING', 'STARTED', 'STOPPING'];
const KIND = { COMPLETED: 'good', FAILED: 'bad', ABANDONED: 'bad', STOPPED: 'warn', STOPPING: 'warn' };
const SHOWN = 6;
let lastAlive = false;

function status(run) {
  const chip = element('span', { className: `chip ${KIND[run.status] ?? ''}`, title: run.message || undefined }, text(run.status));
  if (!ALIVE.includes(run.status) || !run.segments) {
    return element('span', {}, chip, element('span', { className: 'under' }, duration(run)));
  }
  return element('span', {}, chip,
    element('progress', { max: run.segments_in_all, value: run.segments_done, ariaLabel: text('segments') }));
}

function duration(run) {
  const end = run.ended_at ? Date.parse(run.ended_at) : Date.now();
  return formatSeconds(Math.max(0, end - Date.parse(run.started_at)));
}

function started(run) {
  const by = run.started_by === 'schedule' ? text('schedule') : run.started_by;
  return element('span', {}, formatDateTime(run.started_at), element('span', { className: 'under' }, by));
}

const count = (name, field) => ({ name: text(name), className: 'number', cell: run => formatNumber(run[field]) });

const columns = [
  { name: text('started'), className: 'nowrap', cell: started },
  { name: text('status'), className: 'nowrap', cell: status },
  count('eventCount', 'events'),
  count('loaded', 'loaded'),
  count('duplicates', 'duplicates'),
  count('rejected', 'dead_letters'),
];

/** Shows the last runs. Tells whether one has ended since it was last asked. */
export async function showRuns() {
  try {
    const { executions } = await read(`/jobs/executions?limit=${SHOWN}`);
    panel.replaceChildren(executions.length ? table(text('runs'), columns, executions) : empty(text('noRuns')));
    const alive = executions.some(run => ALIVE.includes(run.status));
    const ended = lastAlive && !alive;
    lastAlive = alive;
    return ended;
  } catch (problem) {
    panel.replaceChildren(empty(problem.needsKey ? text('needsKey') : problem.message));
    return false;
  }
}

/** Whether a run was on its way at the last look. */
export const isRunning = () => lastAlive;

/** Starts a run with this key; its id. */
export async function startRun(key) {
  const run = await post('/jobs/process-events/executions', key);
  lastAlive = true;
  return run.execution_id;
}
