/** A new element. Children are nodes or text; text is only ever set as text, whatever it holds. */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined && value !== null) node[name] = value;
  }
  node.append(...children.filter(child => child !== undefined && child !== null));
  return node;
}

/** A table with a caption for those who do not see it. Columns are {name, className, cell(row) -> text or node}. */
export function table(caption, columns, rows) {
  const head = element('tr', {}, ...columns.map(column =>
    element('th', { scope: 'col', className: column.className ?? '' }, column.name)));
  const body = rows.map(row => element('tr', {}, ...columns.map(column =>
    {
    const cell = element('td', { className: column.className ?? '' }, element('div', {}, column.cell(row)));
    cell.dataset.column = column.name;
    return cell;
  })));
  return element('div', { className: 'scroll', tabIndex: 0, role: 'region', ariaLabel: caption },
    element('table', {}, element('caption', {}, caption), element('thead', {}, head), element('tbody', {}, ...body)));
}

export const empty = message => element('p', { className: 'empty' }, message);
