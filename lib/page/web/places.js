/* Which cells are shown, and where. Each shows its part of a contact sheet; the sheets come at the end of the page and may still be loading. */

const scroller = document.getElementById('scroller');
const content = document.getElementById('content');
const LINE = 15, HEADING = 40; // as in the style sheet
const GAP = 8, MARGIN = 12, OVERSCAN = 400, NARROW = 640, LETTER = 6.1; // px; a letter of a caption is so wide on average

/* ---- Sheets ---- */

const sheetUrls = data.sheets.map(() => '');

/* The address of a sheet's picture; '' while it is not loaded yet. */
function sheetUrl(number) {
  if (sheetUrls[number]) return sheetUrls[number];
  const holder = document.getElementById('sheet-' + number);
  if (!holder || (!holder.nextElementSibling && document.readyState === 'loading')) return '';
  const text = atob(holder.textContent.trim());
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  sheetUrls[number] = URL.createObjectURL(new Blob([bytes], { type: data.type }));
  holder.textContent = '';
  return sheetUrls[number];
}

/* ---- Which cells are shown, and where ---- */

const filters = { show: 'all', group: -1, text: '', pick: null }; // pick: a function of the number of a cell
let shown = []; // {group, list: numbers of cells, top, height}
let place = new Map(); // cell -> {section, index}
let size = data.cell, columns = 1, caption = LINE; // of a cell's picture, a row, the text under a cell
const paired = cells.some((cell) => cell.pair);

function text(cell) {
  if (cell.text === undefined)
    cell.text = [labels[cell.label], labels[cell.suggest], cell.caption, cell.image, cell.name, ...(cell.ids || [])].filter(Boolean).join('\n').toLowerCase();
  return cell.text;
}

function isShown(number) {
  const cell = cells[number];
  const decided = isDecided(number);
  if (filters.pick && !filters.pick(number)) return false;
  if (filters.group >= 0 && cell.group !== filters.group) return false;
  if (filters.show === 'doubtful' && !isFramed(number)) return false;
  if (filters.show === 'unseen' && seen[number]) return false;
  if (filters.show === 'flagged' && !decided) return false;
  if (filters.show === 'unflagged' && decided) return false;
  return !filters.text || text(cell).includes(filters.text);
}

const MOST = 3; // lines of a caption

/* Characters of a line; lines of a cell's own label, where headings do not tell it, and of what stands below. */
const captionRoom = () => Math.max(6, Math.floor(size / LETTER));
let ownLines = 0, wordLines = 1;

const suggested = [...new Set(cells.filter((cell) => cell.doubtful && cell.suggest >= 0).map((cell) => cell.suggest))];
const captions = [...new Set(cells.map((cell) => cell.caption).filter(Boolean))].slice(0, 2000);

function measureCaptions() {
  const room = captionRoom(), most = (texts, limit) => Math.min(limit, texts.reduce((lines, text) => (lines < limit ? Math.max(lines, linesOf(text, room)) : lines), 1));
  wordLines = most([...suggested.map((label) => short(labels[label]) + ' 100%'), ...captions], MOST);
  ownLines = groups.some((group) => group.untold) ? most(labels.map(short), 2) : 0;
}

function placeSections() {
  size = Math.round(data.cell * settings.zoom);
  const room = scroller.clientWidth - 2 * MARGIN + GAP;
  columns = Math.max(1, Math.floor(room / (size + GAP)));
  if (paired && columns > 1) columns -= columns % 2; // so that no row ends between the two of a pair
  if (room < NARROW) size = Math.floor(room / columns) - GAP; // so that cells fill the width of a phone
  measureCaptions();
  caption = LINE * (ownLines + wordLines) + 2;
  let top = 0, rows = 0;
  for (const section of shown) {
    section.top = top;
    section.before = rows;
    section.height = HEADING + GAP + Math.ceil(section.list.length / columns) * (size + caption + GAP) + GAP;
    top += section.height;
    rows += 1 + Math.ceil(section.list.length / columns);
  }
  content.setAttribute('aria-rowcount', rows);
  content.setAttribute('aria-colcount', columns);
  content.style.height = top + 'px';
}

/* Chooses the cells to show anew. This is not done while the reviewer decides, or cells would disappear under the pointer. */
function choose() {
  shown = [];
  place = new Map();
  groups.forEach((group, number) => {
    const list = [];
    for (let i = group.first; i < group.first + group.n; i++)
      if (isShown(i) || (cells[i].partner !== undefined && isShown(cells[i].partner))) list.push(i);
    if (list.length === 0) return;
    list.forEach((cell, index) => place.set(cell, { section: shown.length, index }));
    shown.push({ group: number, list });
  });
  for (const cell of [...drawn.keys()]) drop(cell);
  for (const element of [...rows.values(), ...sections.values()]) element.remove();
  rows.clear();
  sections.clear();
  document.getElementById('nothing')?.remove();
  if (shown.length === 0) {
    const note = document.createElement('p');
    note.id = 'nothing';
    note.textContent = 'No cell is like that.';
    content.append(note);
  }
  placeSections();
  render();
}

function rectOf(cell) {
  const at = place.get(cell);
  const section = shown[at.section];
  return {
    left: MARGIN + (at.index % columns) * (size + GAP),
    top: HEADING + GAP + Math.floor(at.index / columns) * (size + caption + GAP),
    section,
  };
}

/* Whether the cell's look-alike stands on its right. */
function isTied(number) {
  const at = place.get(number), next = place.get(number + 1);
  return !!cells[number].pair && !!next && Math.floor(at.index / columns) === Math.floor(next.index / columns);
}

/* The sections and their rows between two heights of the content, as [number, first, end] each. */
function between(top, bottom) {
  const found = [];
  let low = 0, high = shown.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (shown[middle].top + shown[middle].height <= top) low = middle + 1;
    else high = middle;
  }
  const pitch = size + caption + GAP;
  for (let k = low; k < shown.length && shown[k].top < bottom; k++) {
    const begin = shown[k].top + HEADING + GAP;
    const first = Math.max(0, Math.floor((top - begin) / pitch)) * columns;
    const end = Math.max(0, Math.ceil((bottom - begin) / pitch)) * columns;
    found.push([k, first, Math.min(end, shown[k].list.length)]);
  }
  return found;
}
