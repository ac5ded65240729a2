import { ask } from './api.js';
import { element } from './dom.js';
import { formatTime, text } from './texts.js';

const parts = document.getElementById('health-parts');
const hint = document.getElementById('health-hint');

const part = (name, className, detail) =>
  element('li', { className }, element('b', {}, text(name)), element('span', {}, detail));

function collection(report) {
  if (report.status !== 'healthy') return part('collecting', 'down', text('refuses'));
  return report.degraded ? part('collecting', 'degraded', text('degraded')) : part('collecting', 'up', text('accepts'));
}

/** Shows the state of the parts; 503 is an answer too. */
export async function showHealth() {
  try {
    const report = await (await ask('/health')).json();
    const checks = (report.checks ?? []).map(check =>
      part(check.name, check.state, check.state === 'up' ? text('up', check.latency_ms) : text('down')));
    parts.replaceChildren(collection(report), ...checks);
    hint.textContent = text('asOf', formatTime(report.timestamp));
  } catch {
    parts.replaceChildren(part('collecting', 'down', text('unreachable')));
    hint.textContent = '';
  }
}
