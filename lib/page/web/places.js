/* Which cells are shown, and where. Each shows its part of a contact sheet; the sheets come at the end of the page and may still be loading. */

const scroller = document.getElementById('scroller');
const content = document.getElementById('content');
const LINE = 15, HEADING = 40; // as in the style sheet
const GAP = 8, MARGIN = 12, OVERSCAN = 400, NARROW = 640; // px

/* ---- Sheets ---- */

const sheetUrls = data.sheets.map(() => '');

const comingSheets = new Set(); // numbers of sheets whose picture is on its way

/* Where the server has a sheet's picture, or where it lies beside the page; '' where it stands in the page. */
function sheetElsewhere(number) {
  if (served) return 'sheet/' + sheetsHash() + '/' + number;
  return document.getElementById('beside-' + number) ? encodeURIComponent(data.sheets[number].name) : '';
}

/* Loads a picture, and takes it for the sheet's when it has come; one that did not come is asked for again when it is wanted. */
function fetchSheet(number, url) {
  if (comingSheets.has(number)) return;
  comingSheets.add(number);
  const image = new Image();
  const ended = () => {
    comingSheets.delete(number);
    request();
  };
  image.onload = () => {
    sheetUrls[number] = url;
    ended();
  };
  image.onerror = () => {
    say(`the sheet ${data.sheets[number].name} is not ${served ? 'sent' : 'beside this page'}`);
    setTimeout(ended, 1000);
  };
  image.src = url;
}

/* The address of a sheet's picture; '' while it is not loaded yet. */
function sheetUrl(number) {
  if (sheetUrls[number]) return sheetUrls[number];
  const elsewhere = sheetElsewhere(number);
  if (elsewhere) {
    fetchSheet(number, elsewhere);
    return '';
  }
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
let shown = []; // {group, list: numbers of cells, top, height, and of each row its top in the section and the lines of text under its cells: tops, lines}
let place = new Map(); // cell -> {section, index}
let size = data.cell, columns = 1; // side of a cell's picture, cells of a row
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

const MOST = 3, MOST_OWN = 2; // lines of text under a cell; of its own label, where the heading does not tell it

let lineCounts = new Map(); // text -> the lines that it takes, for cells of the present size

function linesFor(words, most) {
  if (!words) return 0;
  if (!lineCounts.has(words)) lineCounts.set(words, Math.min(most, linesOf(words, size)));
  return lineCounts.get(words);
}

const ownWords = (cell) => (groups[cell.group].untold && !cell.caption ? ownName(cell) : '');
const captionLines = (cell) => linesFor(cell.caption || (cell.doubtful && (cell.suggest >= 0 || cell.labels !== undefined) ? short(cell.suggest >= 0 ? labels[cell.suggest] : 'unlikely') + ' >99%' : ''), MOST);

/* Rows are as high as the texts under their cells: those without any need no room. */
function placeRows(section) {
  section.tops = [];
  section.lines = [];
  let top = HEADING + GAP;
  for (let i = 0; i < section.list.length; i += columns) {
    let own = 0, lines = 0;
    for (let k = i; k < Math.min(i + columns, section.list.length); k++) {
      const cell = cells[section.list[k]];
      own = Math.max(own, linesFor(short(ownWords(cell)), MOST_OWN));
      lines = Math.max(lines, captionLines(cell));
    }
    section.tops.push(top);
    section.lines.push({ own, words: own > 0 ? Math.max(1, lines) : lines });
    top += size + captionHeight(section.lines[section.lines.length - 1]) + GAP;
  }
  section.height = top + GAP;
}

const captionHeight = ({ own, words }) => (own + words > 0 ? (own + words) * LINE + 2 : 0);
const rowOf = (number) => Math.floor(place.get(number).index / columns);
const linesAt = (number) => shown[place.get(number).section].lines[rowOf(number)];

function placeSections() {
  size = Math.round(data.cell * settings.zoom);
  const room = scroller.clientWidth - 2 * MARGIN + GAP;
  columns = Math.max(1, Math.floor(room / (size + GAP)));
  if (paired && columns > 1) columns -= columns % 2; // so that no row ends between the two of a pair
  if (room < NARROW) size = Math.floor(room / columns) - GAP; // so that cells fill the width of a phone
  lineCounts = new Map();
  let top = 0, rows = 0;
  for (const section of shown) {
    section.top = top;
    section.before = rows;
    placeRows(section);
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
    top: section.tops[Math.floor(at.index / columns)],
    section,
  };
}

/* Whether the cell's look-alike stands on its right. */
function isTied(number) {
  const at = place.get(number), next = place.get(number + 1);
  return !!cells[number].pair && !!next && Math.floor(at.index / columns) === Math.floor(next.index / columns);
}

/* How many of the tops, which ascend, are at most so high. */
function countUpTo(tops, height) {
  let low = 0, high = tops.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (tops[middle] <= height) low = middle + 1;
    else high = middle;
  }
  return low;
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
  for (let k = low; k < shown.length && shown[k].top < bottom; k++) {
    const { tops, list, top: begin } = shown[k];
    const first = Math.max(0, countUpTo(tops, top - begin) - 1), end = countUpTo(tops, bottom - begin);
    found.push([k, first * columns, Math.min(end * columns, list.length)]);
  }
  return found;
}
