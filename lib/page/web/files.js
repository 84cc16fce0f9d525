/* Flag files in both forms of mlfix-flags(5): saving and loading them. */

/* The hash of all sheets, which stands at the end of the page: cells named by sheet and cell are those of these sheets only. */
function sheetsHash() {
  return byId('sheets-hash')?.textContent.trim();
}

/* ---- Saving ---- */

/* Objects without an id are named by sheet and cell. */
function namesOf(cell) {
  const all = cell.ids && cell.ids.length > 0 && cell.ids.every((id) => typeof id === 'string');
  return all ? cell.ids.map((id) => ({ id })) : [{ sheet: data.sheets[cell.sheet].name, cell: cell.name }];
}

/* What is decided, in the order of the sheets: [names, decision] of each. */
function decided() {
  const list = [...decisions].map(([number, decision]) => [number, namesOf(cells[number]), decision]);
  for (const [number, parts] of mixed)
    objectsOf(number).forEach((object, k) => {
      const id = (cells[number].ids || [])[k];
      if (parts.has(object) && typeof id === 'string') list.push([number, [{ id }], parts.get(object)]);
    });
  return list.sort((a, b) => a[0] - b[0]);
}

const isoTime = (at) => new Date(at).toISOString().slice(0, 19) + 'Z';

function asLines() {
  const lines = [];
  for (const [, names, { verdict, label, bbox, at }] of decided())
    for (const name of names)
      lines.push(visible(JSON.stringify({ ...name, verdict, label, bbox, by: reviewer || undefined, at: isoTime(at), sheets: sheetsHash() })));
  return lines.map((line) => line + '\n').join('');
}

/* How the time went, as a line of JSON Lines, for mlfix-apply --times; '' where nothing was done yet. */
function timesLine() {
  const { minutes: list } = timing();
  return list.length ? visible(JSON.stringify({ times: list, by: reviewer || undefined, sheets: sheetsHash() })) + '\n' : '';
}

/* A label as the text form writes it: without quotes where they are not needed. */
function quoted(label) {
  return /^["\s]|[\s]$|\s[#=]|[\u0000-\u001f]/.test(label) || label === '' || visible(label) !== label ? visible(JSON.stringify(label)) : label;
}

const SUFFIX = { wrong: '', remove: ' remove', ok: ' ok', unsure: ' ?' };
const suffixOf = ({ verdict, label }) => (verdict === 'relabel' ? ' = ' + quoted(label) : SUFFIX[verdict]);

/* An id as the text form writes it. */
const word = (id) => (/^[{#"]|[\s"=#,;]|[\u0000-\u001f]/.test(id) || visible(id) !== id ? visible(JSON.stringify(id)) : id);

function asText() {
  const lines = new Map(); // "sheet, what" -> cells
  const others = [], spanned = new Set();
  let boxes = 0;
  for (const [number, [{ id }], decision] of decided()) {
    const cell = cells[number], sheet = data.sheets[cell.sheet].name.match(/^\d+/)[0];
    const key = JSON.stringify([sheet, suffixOf(decision)]);
    if (decision.verdict === 'box') boxes++;
    else if (mixed.has(number) && isTrack(number)) spanned.add(number);
    else if (mixed.has(number)) others.push(word(id) + (suffixOf(decision) || ' wrong'));
    else lines.set(key, [...(lines.get(key) || []), cell.name]);
  }
  for (const number of spanned)
    for (const [first, last, decision] of spansOf(number))
      others.push(`track ${word(cells[number].track)} ${first === last ? first : first + '-' + last}${suffixOf(decision) || ' wrong'}`);
  const head = `# mlfix flags for sheets ${sheetsHash()}\n# ${data.name}${reviewer ? ', by ' + reviewer : ''}`.replace(/[\u0000-\u0009\u000b-\u001f]/g, ' ') + '\n';
  return head + [...[...lines].map(([key, names]) => {
    const [sheet, what] = JSON.parse(key);
    return sheet + ' ' + names.join(' ') + what;
  }), ...others, ...(boxes ? [`# and ${boxes} with another box, which JSON Lines alone can say`] : [])].map((line) => line + '\n').join('');
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

/* The place in its track of an object that is named by its id; undefined where its cell shows no track. */
function frameOfId(id) {
  const number = cellOfId.get(id);
  return number !== undefined && isTrack(number) ? [cells[number].ids.indexOf(id)] : undefined;
}

/* Flags of earlier versions say "invalid" where the box goes. */
let earlier = 0;

function known(verdict) {
  if (verdict !== 'invalid') return VERDICTS.has(verdict) ? verdict : null;
  earlier++;
  return 'remove';
}

function readVerdict(text) {
  const word = text.trim(), verdict = known({ '': 'wrong', '?': 'unsure' }[word] || word);
  if (verdict && verdict !== 'relabel' && verdict !== 'box') return { verdict };
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
  if (Array.isArray(flag.times)) return { list: [] };
  const verdict = known(flag.verdict), { label, bbox } = flag, whole = isWhole({ verdict, label, bbox });
  if (typeof flag.track === 'string') {
    const number = cellOfTrack.get(flag.track), [first, last] = Array.isArray(flag.frames) ? flag.frames : [];
    return whole && verdict !== 'box' && number !== undefined ? { list: [number], frames: framesIn(number, first, last), verdict, label } : null;
  }
  if (flag.id === undefined && flag.sheets !== undefined && flag.sheets !== sheetsHash()) return null;
  const list = flag.id !== undefined ? [cellOfId.get(flag.id)] : cellsOf(sheetNumber(String(flag.sheet)), String(flag.cell)) || [];
  if (!whole || list.length === 0 || list[0] === undefined) return null;
  return { list, frames: frameOfId(flag.id), verdict, label, bbox };
}

function readText(line) {
  const clean = line.startsWith('#') ? '' : line.replace(/\s#.*$/, '').trim();
  if (cellOfId.has(line.trim())) return { list: [cellOfId.get(line.trim())], frames: frameOfId(line.trim()), verdict: 'wrong' };
  if (clean === '') return { list: [] };
  const track = clean.match(/^track\s+("(?:[^"\\]|\\.)*"|\S+)(?:\s+(\d+)(?:-(\d+))?)?(?:\s+(.*))?$/);
  if (track) {
    const number = cellOfTrack.get(track[1].startsWith('"') ? JSON.parse(track[1]) : track[1]), verdict = readVerdict(track[4] || '');
    const span = track[2] === undefined ? [] : [Number(track[2]), Number(track[3] ?? track[2])];
    if (number !== undefined) return verdict ? { list: [number], frames: framesIn(number, ...span), ...verdict } : null;
  }
  const [, first, rest] = clean.match(/^("(?:[^"\\]|\\.)*"|\S+)\s*(.*)$/);
  const sheet = sheetNumber(first);
  if (sheet < 0) {
    const id = first.startsWith('"') ? JSON.parse(first) : first, verdict = readVerdict(rest);
    return cellOfId.has(id) && verdict ? { list: [cellOfId.get(id)], frames: frameOfId(id), ...verdict } : null;
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
  const verdict = list.length > 0 && readVerdict(rest.slice(end).replace(/^[\s,;]+/, ''));
  return verdict ? { list, ...verdict } : null;
}

/* Turns the flags of a file into decisions, as one step that can be undone; lines about unknown cells are counted. */
function take(content) {
  const unknown = [], other = content.match(/^\ufeff?# mlfix flags for sheets (\S+)/);
  let taken = 0;
  if (other && other[1] !== sheetsHash()) return 'nothing taken: these flags were written for other sheets, whose cells are other objects. Import them as JSON Lines, by id';
  earlier = 0;
  beginStep();
  content.replace(/^\ufeff/, '').split(/\r?\n/).forEach((line, number) => {
    if (line.trim() === '') return;
    const flag = line.trimStart().startsWith('{') ? readObject(line) : readText(line);
    if (!flag) unknown.push(number + 1);
    else if (flag.list.length > 0) {
      if (flag.frames) decideFrames(flag.list[0], flag.frames, flag.verdict, flag.label);
      else decide(flag.list, flag.verdict, flag.label, flag.bbox);
      taken += flag.list.length;
    }
  });
  endStep();
  return `${taken} cell${taken === 1 ? '' : 's'} taken` + (earlier ? `; ${earlier} "invalid" of an earlier version taken as "delete the box"` : '') + (unknown.length ? `; not understood: line ${unknown.slice(0, 10).join(', ')}${unknown.length > 10 ? ' …' : ''}` : '');
}

/* ---- The dialog ---- */

const kinds = { jsonl: [() => asLines() + timesLine(), 'flags.jsonl', 'application/x-ndjson'], txt: [() => asText() + (timesLine() && '# mlfix times ' + timesLine()), 'flags.txt', 'text/plain'],
  timing: [() => JSON.stringify(timing(), null, 1) + '\n', 'timing.json', 'application/json'] };
const kind = () => kinds[document.querySelector('input[name="kind"]:checked').value];

/* A page of many sheets can be used before all of it has come, but not exported: its hash stands at the end. */
function showFile() {
  const whole = sheetsHash() !== undefined;
  byId('flags').value = whole ? kind()[0]() : 'This page is still being loaded.';
  byId('download').disabled = byId('copy').disabled = byId('import').disabled = !whole;
}

function openFiles() {
  byId('by').value = reviewer;
  byId('said').textContent = '';
  showFile();
  byId('files').showModal();
}

byId('files').querySelector('.hint').textContent = visible(data.hint);
byId('export').addEventListener('click', openFiles);
byId('close').addEventListener('click', () => byId('files').close());
byId('by').addEventListener('input', () => {
  reviewer = byId('by').value.trim();
  saveSettings();
  showFile();
});
for (const radio of document.querySelectorAll('input[name="kind"]')) radio.addEventListener('change', showFile);
byId('download').addEventListener('click', () => {
  const [write, name, type] = kind();
  const link = make('a', '', { href: URL.createObjectURL(new Blob([write()], { type })), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  exportedAll = exportedAll || name !== 'timing.json';
  byId('said').textContent = 'saved as ' + name + ', where this browser puts downloads';
});
byId('copy').addEventListener('click', async () => {
  byId('flags').select();
  try {
    await navigator.clipboard.writeText(byId('flags').value);
    byId('said').textContent = 'copied';
    exportedAll = true;
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
  decide([...decisions.keys(), ...mixed.keys()], null);
  showFile();
});
