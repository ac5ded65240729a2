import { call, read } from './api.js';
import { element } from './dom.js';
import { language, text } from './texts.js';

const form = document.getElementById('report-form');
const button = document.getElementById('download');

function address(fields) {
  const query = new URLSearchParams();
  for (const name of ['from', 'to', 'company', 'lang']) {
    const value = fields.get(name)?.trim();
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

/** Offers the reports that there are, by their titles; where they cannot be asked for, those of the HTML remain. */
async function offerReports() {
  try {
    const { reports } = await read('/reports');
    const choice = form.elements.namedItem('report');
    const chosen = choice.value;
    choice.replaceChildren(...reports.map(report =>
      element('option', { value: report.name, selected: report.name === chosen }, report.titles[language])));
    // A report that is not about companies refuses the parameter.
    const company = form.elements.namedItem('company');
    const allow = () => {
      const report = reports.find(known => known.name === choice.value);
      company.disabled = report !== undefined && !report.parameters.includes('company');
    };
    choice.addEventListener('change', allow);
    allow();
  } catch (problem) {
    if (!problem.needsKey) throw problem;
  }
}

/** Lets the form download its report. Fetched rather than linked, so that a key goes with it and a problem is shown. */
export function setUpReports(notify, complain) {
  form.elements.namedItem('lang').value = language;
  offerReports().catch(complain);
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
