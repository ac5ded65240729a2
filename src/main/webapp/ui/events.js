import { read } from './api.js';
import { element, empty, table } from './dom.js';
import { formatDateTime, formatNumber, formatSize, text } from './texts.js';

const SHOWN = 8;

/** The last word of a type name says what happened; the whole is its title. */
const typeName = type => (type
  ? element('span', { title: type }, type.split('\\').pop())
  : element('span', { className: 'soft' }, '—'));

const identity = id => element('a', { className: 'mono', href: `/events/${encodeURIComponent(id)}` }, id);
const orDash = value => value ?? '—';

const eventColumns = [
  { name: text('received'), className: 'nowrap', cell: event => formatDateTime(event.last_modified) },
  { name: text('type'), cell: event => typeName(event.event_type) },
  { name: text('company'), className: 'mono', cell: event => orDash(event.company_id) },
  { name: text('status'), cell: event => (event.status
    ? element('span', { className: `chip ${event.status === 'accepted' ? 'good' : 'bad'}` },
      text(event.status === 'accepted' ? 'accepted' : 'rejectedEvent'))
    : '—') },
  { name: text('event'), cell: event => identity(event.event_id) },
  { name: text('size'), className: 'number', cell: event => formatSize(event.size) },
];

/** Pointers name the last part of a long header; the whole is its title. */
function violation(error) {
  const field = error.pointer ? error.pointer.split(/[\\/]/).pop() : '';
  return element('li', { title: error.pointer || undefined },
    error.message.includes(field) || !field ? error.message : `${field}: ${error.message}`);
}

const letterColumns = [
  { name: text('received'), className: 'nowrap', cell: letter => formatDateTime(letter.received_at) },
  { name: text('why'), className: 'nowrap', cell: letter => element('span', { className: 'chip bad', title: letter.reason }, text(letter.reason)) },
  { name: text('event'), className: 'why', cell: letter => element('div', {},
    element('ul', {}, ...(letter.errors ?? []).map(violation)), identity(letter.event_id)) },
  { name: text('type'), cell: letter => typeName(letter.event_type) },
  { name: text('company'), className: 'mono', cell: letter => orDash(letter.company_id) },
];

async function show(panel, load) {
  try {
    panel.replaceChildren(await load());
  } catch (problem) {
    panel.replaceChildren(empty(problem.needsKey ? text('needsKey') : problem.message));
  }
}

/** Shows the events that came in last. */
export const showEvents = () => show(document.getElementById('events'), async () => {
  const { events } = await read(`/events?limit=${SHOWN}`);
  return events.length ? table(text('events'), eventColumns, events) : empty(text('noEvents'));
});

/** Shows the newest dead letters with their reasons. */
export const showDeadLetters = () => show(document.getElementById('letters'), async () => {
  const page = await read(`/dead-letters?limit=${SHOWN}`);
  document.getElementById('letters-count').textContent = page.total ? text('total', formatNumber(page.total)) : '';
  return page.dead_letters.length ? table(text('letters'), letterColumns, page.dead_letters) : empty(text('noLetters'));
});
