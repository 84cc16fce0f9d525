/* Flag files in both forms of mlfix-flags(5): saving and loading them. */

const VERDICTS = new Set(['invalid', 'relabel', 'ok', 'unsure']);

/* ---- Saving ---- */

/* Objects without an id are named by sheet and cell. */
function namesOf(cell) {
  const all = cell.ids && cell.ids.length > 0 && cell.ids.every((id) => typeof id === 'string');
  return all ? cell.ids.map((id) => ({ id })) : [{ sheet: data.sheets[cell.sheet].name, cell: cell.name }];
}

function inOrder() {
  return [...decisions].sort((a, b) => a[0] - b[0]);
}

function asLines() {
  const lines = [];
  for (const [number, decision] of inOrder())
    for (const name of namesOf(cells[number]))
      lines.push(JSON.stringify({ ...name, verdict: decision.verdict, label: decision.label, by: reviewer || undefined, at: decision.at }));
  return lines.map((line) => line + '\n').join('');
}

/* A label as the text form writes it: without quotes where they are not needed. */
function quoted(label) {
  return /^["\s]|[\s]$|\s[#=]|[\u0000-\u001f]/.test(label) || label === '' ? JSON.stringify(label) : label;
}

function asText() {
  const lines = new Map(); // "sheet, what" -> cells
  for (const [number, decision] of inOrder()) {
    const cell = cells[number], sheet = data.sheets[cell.sheet].name.match(/^\d+/)[0];
    const what = { invalid: '', ok: ' ok', unsure: ' ?', relabel: ' = ' + quoted(decision.label || '') }[decision.verdict];
    const key = JSON.stringify([sheet, what]);
    lines.set(key, [...(lines.get(key) || []), cell.name]);
  }
  const head = '# ' + data.name + (reviewer ? ', by ' + reviewer.replace(/[\u0000-\u001f]/g, ' ') : '') + '\n';
  return head + [...lines].map(([key, names]) => {
    const [sheet, what] = JSON.parse(key);
    return sheet + ' ' + names.join(' ') + what + '\n';
  }).join('');
}

/* ---- Loading ---- */

const rowNumber = (letters) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);

function sheetNumber(word) {
  const base = word.split('/').pop();
  const byName = data.sheets.findIndex((sheet) => sheet.name === base);
  if (byName >= 0) return byName;
  return /^\d+$/.test(word) ? data.sheets.findIndex((sheet) => Number(sheet.name.match(/^\d+/)[0]) === Number(word)) : -1;
}

/* The numbers of the cells that a word of the text form names ("B4", "C1-C7", "C1-7", "B2:D5", "all"); null where it is no such word. */
function cellsOf(sheet, word) {
  const on = (match) => cells.flatMap((cell, i) => (cell.sheet === sheet && match(cell.name.match(/^([A-Z]+)(\d+)$/)) ? [i] : []));
  if (word === 'all') return on(() => true);
  const parts = word.toUpperCase().match(/^([A-Z]+)(\d+)(?:[-:]([A-Z]*)(\d+))?$/);
  if (!parts) return null;
  const [, row, column, lastRow, lastColumn] = parts;
  const rows = [rowNumber(row), rowNumber(lastRow || row)], columnsOf = [Number(column), Number(lastColumn || column)];
  return on(([, r, c]) => rowNumber(r) >= rows[0] && rowNumber(r) <= rows[1] && Number(c) >= columnsOf[0] && Number(c) <= columnsOf[1]);
}

const cellOfId = new Map();
cells.forEach((cell, number) => (cell.ids || []).forEach((id) => cellOfId.set(id, number)));

function verdictOf(text) {
  const word = text.trim();
  if (word === '' || word === 'invalid') return { verdict: 'invalid' };
  if (word === 'ok') return { verdict: 'ok' };
  if (word === '?' || word === 'unsure') return { verdict: 'unsure' };
  if (!word.startsWith('=')) return null;
  const label = word.slice(1).trim();
  try {
    return { verdict: 'relabel', label: label.startsWith('"') ? JSON.parse(label) : label };
  } catch {
    return null;
  }
}

function readObject(line) {
  let flag;
  try {
    flag = JSON.parse(line);
  } catch {
    return null;
  }
  const known = VERDICTS.has(flag.verdict) && (flag.verdict !== 'relabel' || typeof flag.label === 'string');
  const list = flag.id !== undefined ? [cellOfId.get(flag.id)] : cellsOf(sheetNumber(String(flag.sheet)), String(flag.cell)) || [];
  return known && list.length > 0 && list[0] !== undefined ? { list, verdict: flag.verdict, label: flag.label } : null;
}

function readText(line) {
  const clean = line.startsWith('#') ? '' : line.replace(/\s#.*$/, '').trim();
  if (cellOfId.has(line.trim())) return { list: [cellOfId.get(line.trim())], verdict: 'invalid' };
  if (clean === '') return { list: [] };
  const [, first, rest] = clean.match(/^("(?:[^"\\]|\\.)*"|\S+)\s*(.*)$/);
  const sheet = sheetNumber(first);
  if (sheet < 0) {
    const id = first.startsWith('"') ? JSON.parse(first) : first, verdict = verdictOf(rest);
    return cellOfId.has(id) && verdict ? { list: [cellOfId.get(id)], ...verdict } : null;
  }
  const list = [], words = rest.match(/[^\s,;]+/g) || [];
  let at = 0, end = 0;
  for (; at < words.length; at++) {
    const found = cellsOf(sheet, words[at]);
    if (!found) break;
    if (found.length === 0) return null;
    list.push(...found);
    end = rest.indexOf(words[at], end) + words[at].length;
  }
  const verdict = list.length > 0 && verdictOf(rest.slice(end).replace(/^[\s,;]+/, ''));
  return verdict ? { list, ...verdict } : null;
}

/* Turns the flags of a file into decisions, as one step that can be undone; lines about unknown cells are counted. */
function take(content) {
  const unknown = [];
  let taken = 0;
  beginStep();
  content.replace(/^\ufeff/, '').split(/\r?\n/).forEach((line, number) => {
    if (line.trim() === '') return;
    const flag = line.trimStart().startsWith('{') ? readObject(line) : readText(line);
    if (!flag) unknown.push(number + 1);
    else if (flag.list.length > 0) {
      decide(flag.list, flag.verdict, flag.label);
      taken += flag.list.length;
    }
  });
  endStep();
  return `${taken} cells taken` + (unknown.length ? `; not understood: line ${unknown.slice(0, 10).join(', ')}${unknown.length > 10 ? ' …' : ''}` : '');
}

/* ---- The dialog ---- */

const kinds = { jsonl: [asLines, 'flags.jsonl', 'application/x-ndjson'], txt: [asText, 'flags.txt', 'text/plain'],
  timing: [() => JSON.stringify(timing(), null, 1) + '\n', 'timing.json', 'application/json'] };
const kind = () => kinds[document.querySelector('input[name="kind"]:checked').value];

function showFile() {
  byId('flags').value = kind()[0]();
}

function openFiles() {
  byId('by').value = reviewer;
  byId('said').textContent = '';
  showFile();
  byId('files').showModal();
}

byId('files').querySelector('.hint').textContent = data.hint;
byId('export').addEventListener('click', openFiles);
byId('close').addEventListener('click', () => byId('files').close());
byId('by').addEventListener('input', () => {
  reviewer = byId('by').value.trim();
  save();
  showFile();
});
for (const radio of document.querySelectorAll('input[name="kind"]')) radio.addEventListener('change', showFile);
byId('download').addEventListener('click', () => {
  const [write, name, type] = kind();
  const link = make('a', '', { href: URL.createObjectURL(new Blob([write()], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  byId('said').textContent = 'saved as ' + name + ', where this browser puts downloads';
});
byId('copy').addEventListener('click', async () => {
  byId('flags').select();
  try {
    await navigator.clipboard.writeText(byId('flags').value);
    byId('said').textContent = 'copied';
  } catch {
    byId('said').textContent = document.execCommand('copy') ? 'copied' : 'select the text and copy it';
  }
});
byId('import').addEventListener('change', async () => {
  const [file] = byId('import').files;
  if (!file) return;
  byId('said').textContent = file.name + ': ' + take(await file.text());
  byId('import').value = '';
  showFile();
});
byId('forget').addEventListener('click', () => {
  decide([...decisions.keys()], null);
  showFile();
});

/* The end of the page tells which cells could not be drawn. */
function takeBroken() {
  const broken = document.getElementById('broken');
  for (const [cell, why] of JSON.parse(broken ? broken.textContent : '[]')) {
    cells[cell].error = why;
    drawn.get(cell)?.classList.add('unreadable');
  }
  request();
}

startPanels();
choose();
showLabels();
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', takeBroken);
else takeBroken();
