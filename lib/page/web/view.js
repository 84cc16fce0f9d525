/* The grid of cells. Only cells in view have elements in the document. Each shows its part of a contact sheet; the sheets come at the end of the page and may still be loading. */

const scroller = document.getElementById('scroller');
const content = document.getElementById('content');
const LINE = 17, CAPTION = groups.some((group) => group.untold) ? 2 * LINE : LINE; // as in the style sheet
const HEADING = 40, GAP = 8, MARGIN = 12, OVERSCAN = 400, NARROW = 640;
const GLYPHS = { invalid: '✕', relabel: '→', unsure: '?', ok: '✓' };

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

const filters = { show: 'all', group: -1, text: '' };
let shown = []; // {group, list: numbers of cells, top, height}
let place = new Map(); // cell -> {section, index}
let size = data.cell, columns = 1;
const paired = cells.some((cell) => cell.pair);

function text(cell) {
  if (cell.text === undefined)
    cell.text = [labels[cell.label], labels[cell.suggest], cell.caption, cell.image, cell.name, ...(cell.ids || [])]
      .filter(Boolean).join('\n').toLowerCase();
  return cell.text;
}

function isShown(number) {
  const cell = cells[number];
  const decided = decisions.has(number);
  if (filters.group >= 0 && cell.group !== filters.group) return false;
  if (filters.show === 'doubtful' && !cell.doubtful && !cell.boxed) return false;
  if (filters.show === 'unseen' && seen[number]) return false;
  if (filters.show === 'flagged' && !decided) return false;
  if (filters.show === 'unflagged' && decided) return false;
  return !filters.text || text(cell).includes(filters.text);
}

function placeSections() {
  size = Math.round(data.cell * settings.zoom);
  const room = scroller.clientWidth - 2 * MARGIN + GAP;
  columns = Math.max(1, Math.floor(room / (size + GAP)));
  if (paired && columns > 1) columns -= columns % 2; // so that no row ends between the two of a pair
  if (room < NARROW) size = Math.floor(room / columns) - GAP; // so that cells fill the width of a phone
  let top = 0;
  for (const section of shown) {
    section.top = top;
    section.height = HEADING + GAP + Math.ceil(section.list.length / columns) * (size + CAPTION + GAP) + GAP;
    top += section.height;
  }
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
  for (const element of sections.values()) element.remove();
  sections.clear();
  for (const cell of [...drawn.keys()]) drop(cell);
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
    top: HEADING + GAP + Math.floor(at.index / columns) * (size + CAPTION + GAP),
    section,
  };
}

/* Whether the cell's look-alike stands on its right. */
function isTied(number) {
  const at = place.get(number), next = place.get(number + 1);
  return !!cells[number].pair && !!next && Math.floor(at.index / columns) === Math.floor(next.index / columns);
}

/* ---- Drawing ---- */

const sections = new Map(); // number in `shown` -> element
const drawn = new Map(); // cell -> element
const spare = [];
let here = -1; // the cell with the focus
let waiting = false; // some cell in view waits for its sheet to load

function describe(number) {
  const cell = cells[number], decision = decisions.get(number);
  const parts = [labels[cell.label] || 'no label'];
  if (cell.partner !== undefined) parts.push('looks like one labelled ' + labels[cells[cell.partner].label]);
  if (cell.boxed) parts.push('doubtful box');
  if (cell.doubtful) parts.push('doubtful' + (cell.suggest >= 0 ? ', perhaps ' + labels[cell.suggest] : ''));
  if (decision) parts.push(decision.verdict === 'relabel' ? 'relabelled ' + decision.label : decision.verdict);
  parts.push(data.sheets[cell.sheet].name + ' ' + cell.name);
  return parts.join(', ');
}

function mark(number) {
  const element = drawn.get(number);
  if (!element) return;
  const cell = cells[number], decision = decisions.get(number);
  const [tile, caption] = element.children;
  if (decision) element.dataset.verdict = decision.verdict;
  else delete element.dataset.verdict;
  tile.firstChild.textContent = decision ? GLYPHS[decision.verdict] : '';
  const room = Math.floor(size / 7) - (cell.percent ? 5 : 0);
  const suggestion = cell.doubtful && cell.suggest >= 0 ? brief(labels[cell.suggest], room) : '';
  const [own, words, percent] = caption.children, relabelled = decision && decision.verdict === 'relabel';
  own.textContent = groups[cell.group].untold && !cell.caption ? brief(labels[cell.label] || 'no label', Math.floor(size / 7)) : '';
  words.textContent = relabelled ? '→ ' + brief(decision.label, Math.floor(size / 7) - 2) : cell.caption || suggestion;
  element.title = describe(number);
  percent.textContent = relabelled ? '' : cell.percent || '';
  element.classList.toggle('here', number === here);
  element.tabIndex = number === here ? 0 : -1;
  element.setAttribute('aria-selected', decision && decision.verdict !== 'ok' ? 'true' : 'false');
  element.setAttribute('aria-label', describe(number));
}

function newCell() {
  const element = document.createElement('div');
  const tile = document.createElement('div'), caption = document.createElement('div');
  const badge = document.createElement('span'), folded = document.createElement('span');
  element.className = 'cell';
  element.setAttribute('role', 'option');
  tile.className = 'tile';
  badge.className = 'badge';
  folded.className = 'folded';
  caption.className = 'caption';
  tile.append(badge, folded);
  caption.append(document.createElement('span'), document.createElement('span'), document.createElement('span'));
  caption.firstChild.className = 'own';
  element.append(tile, caption);
  return element;
}

/* Shows the part of the sheet with the cell in the tile, `side` pixels wide. Returns whether the sheet is loaded. */
function paint(tile, cell, side) {
  const url = sheetUrl(cell.sheet), sheet = data.sheets[cell.sheet], scale = side / data.cell;
  tile.style.width = tile.style.height = side + 'px';
  tile.style.backgroundImage = url ? 'url(' + url + ')' : '';
  tile.style.backgroundSize = sheet.width * scale + 'px ' + sheet.height * scale + 'px';
  tile.style.backgroundPosition = -cell.x * scale + 'px ' + -cell.y * scale + 'px';
  return !!url;
}

function draw(number, parent) {
  const cell = cells[number];
  let element = drawn.get(number);
  if (!element) {
    element = spare.pop() || newCell();
    drawn.set(number, element);
    element.dataset.cell = number;
    element.classList.toggle('doubtful', !!cell.doubtful);
    element.classList.toggle('boxed', !!cell.boxed);
    element.classList.toggle('unreadable', !!cell.error);
    element.firstChild.lastChild.textContent = cell.ids && cell.ids.length > 1 ? '×' + cell.ids.length : '';
    parent.append(element);
    mark(number);
    element.dataset.painted = '';
  }
  const rect = rectOf(number), tied = isTied(number), shape = [size, rect.left, rect.top, tied].join(' ');
  if (element.dataset.painted === shape) return;
  element.classList.toggle('tied', tied);
  element.style.cssText =
    `left:${rect.left}px;top:${rect.top}px;width:${size}px;height:${size + CAPTION}px`;
  if (paint(element.firstChild, cell, size)) element.dataset.painted = shape;
  else waiting = true;
}

function drop(number) {
  const element = drawn.get(number);
  drawn.delete(number);
  element.remove();
  if (spare.length < 500) spare.push(element);
}

function heading(section) {
  const group = groups[section.group], element = document.createElement('div');
  const name = document.createElement('b'), facts = document.createElement('span'), rest = document.createElement('button');
  element.className = 'heading';
  if (group.icon) {
    const icon = document.createElement('img');
    icon.src = group.icon;
    icon.alt = '';
    element.append(icon);
  }
  name.textContent = group.name || 'no label';
  const said = [section.list.length === group.n ? group.crops + ' crops' : section.list.length + ' of ' + group.n + ' cells'];
  if (group.doubtful) said.push(group.doubtful + ' doubtful');
  if (group.wrong !== undefined) said.push(group.wrong + ' wrong');
  else if (group.untold) said.push('not told from other classes');
  facts.textContent = said.join(' · ');
  rest.textContent = 'rest is ok';
  rest.title = 'all others of the group are right (a)';
  rest.dataset.rest = section.group;
  element.append(name, facts, rest);
  return element;
}

function drawSection(number) {
  let element = sections.get(number);
  if (!element) {
    element = document.createElement('div');
    element.className = 'group';
    element.setAttribute('role', 'group');
    element.setAttribute('aria-label', groups[shown[number].group].name || 'no label');
    element.append(heading(shown[number]));
    sections.set(number, element);
    content.append(element);
  }
  element.style.top = shown[number].top + 'px';
  element.style.height = shown[number].height + 'px';
  return element;
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
  const pitch = size + CAPTION + GAP;
  for (let k = low; k < shown.length && shown[k].top < bottom; k++) {
    const begin = shown[k].top + HEADING + GAP;
    const first = Math.max(0, Math.floor((top - begin) / pitch)) * columns;
    const end = Math.max(0, Math.ceil((bottom - begin) / pitch)) * columns;
    found.push([k, first, Math.min(end, shown[k].list.length)]);
  }
  return found;
}

function render() {
  const top = scroller.scrollTop, parts = between(top - OVERSCAN, top + scroller.clientHeight + OVERSCAN);
  const wanted = new Set(), kept = new Set();
  for (const [k, first, end] of parts) {
    kept.add(k);
    for (let i = first; i < end; i++) wanted.add(shown[k].list[i]);
  }
  for (const cell of [...drawn.keys()]) if (!wanted.has(cell)) drop(cell);
  for (const [k, element] of [...sections])
    if (!kept.has(k)) {
      element.remove();
      sections.delete(k);
    }
  waiting = false;
  for (const [k, first, end] of parts) {
    const parent = drawSection(k);
    for (let i = first; i < end; i++) draw(shown[k].list[i], parent);
  }
  if (waiting) setTimeout(request, 100);
}

let requested = false;
function request() {
  if (requested) return;
  requested = true;
  requestAnimationFrame(() => {
    requested = false;
    render();
  });
}

/* Keeps the cell at the top of the view in its place when cells change their size. */
function resize() {
  const [first] = between(scroller.scrollTop, scroller.scrollTop + 1);
  const anchor = first && shown[first[0]].list[Math.min(first[1], shown[first[0]].list.length - 1)];
  placeSections();
  if (anchor !== undefined && scroller.scrollTop > 0) {
    const rect = rectOf(anchor);
    scroller.scrollTop = rect.section.top + rect.top - HEADING - GAP;
  }
  render();
}

/* ---- The focus, and the cells in view ---- */

function reveal(number) {
  const rect = rectOf(number), top = rect.section.top + rect.top, view = scroller.clientHeight;
  if (top - HEADING - GAP < scroller.scrollTop) scroller.scrollTop = top - HEADING - GAP;
  else if (top + size + CAPTION + GAP > scroller.scrollTop + view) scroller.scrollTop = top + size + CAPTION + GAP - view;
}

function goTo(number) {
  const before = here;
  if (!place.has(number)) return;
  here = number;
  reveal(number);
  render();
  mark(before);
  mark(number);
  drawn.get(number)?.focus({ preventScroll: true });
}

/* The cells that are wholly in view. */
function inView() {
  const list = [], top = scroller.scrollTop, bottom = top + scroller.clientHeight;
  for (const [k, first, end] of between(top, bottom))
    for (let i = first; i < end; i++) {
      const cell = shown[k].list[i], rect = rectOf(cell), y = rect.section.top + rect.top;
      if (y >= top && y + size <= bottom && sheetUrls[cells[cell].sheet]) list.push(cell);
    }
  return list;
}

/* Cells count as seen when they stood still for a moment while the page was visible. */
let lastTop = -1;
setInterval(() => {
  if (!document.hidden && scroller.scrollTop === lastTop) see(inView());
  lastTop = scroller.scrollTop;
}, 400);

scroller.addEventListener('scroll', request, { passive: true });
new ResizeObserver(() => resize()).observe(scroller);
onChange((list) => list.forEach(mark));
