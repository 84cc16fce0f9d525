/* The grid of cells (the pattern "grid" of WAI-ARIA). Only rows in view have elements in the document. */

const GLYPHS = { wrong: '✕', remove: '⌫', relabel: '→', box: '▭', unsure: '?', ok: '✓', mixed: '≠' };
const BRIEF = { remove: 'delete box', box: 'another box', mixed: 'not alike' }; // in place of a suggestion

const sections = new Map(); // number in `shown` -> element
const rows = new Map(); // "number in `shown` row" -> element
const drawn = new Map(); // cell -> element
const spare = [];
let here = -1; // the current cell, to which keys apply: it is always in view, and marked
let waiting = false; // some cell in view waits for its sheet to load

function verdictOf(number) {
  return mixed.has(number) ? 'mixed' : decisions.get(number)?.verdict;
}

function verdictWords(number) {
  const verdict = verdictOf(number), { label } = decisions.get(number) || {};
  if (verdict === 'mixed' && isTrack(number)) return partWords(number, (what, to) => WORDS[what] + (to ? ' ' + visible(to) : ''));
  if (verdict === 'mixed') return mixed.get(number).size + ' of its objects are decided, not alike';
  if (ofSet(number) && signsOf(number, [verdict, label])) return signsOf(number, [verdict, label]);
  return verdict ? WORDS[verdict] + (label ? ' ' + visible(label) : '') : '';
}

function doubtWords(number, name = visible) {
  const cell = cells[number], words = [];
  if (cell.partner !== undefined) words.push('looks like one labelled ' + name(labels[cells[cell.partner].label] || 'no label'));
  if (cell.boxed) words.push('doubtful box');
  if (cell.doubtful && ofSet(number)) words.push(`doubtful: ${cell.percent || 'unlikely'} that the photo shows ${name(labels[cell.label >= 0 ? cell.label : cell.suggest])}`);
  else if (cell.doubtful) words.push('doubtful' + (cell.suggest >= 0 ? ', perhaps ' + name(labels[cell.suggest]) + (cell.percent ? ' ' + cell.percent : '') : ''));
  return words;
}

const placeName = (number) => visible(data.sheets[cells[number].sheet].name) + ' ' + cells[number].name;

function describe(number) {
  const n = (cells[number].ids || []).length;
  return [visible(ownName(cells[number])), ...doubtWords(number), trackWords(number) || (n > 1 ? n + ' alike, decided as one' : ''), verdictWords(number), placeName(number)].filter(Boolean).join(', ');
}

/* The words under a cell of a set of labels: what is decided, or what is doubted. */
function setWords(number, width, behind, lines) {
  const cell = cells[number], { verdict, label: to } = decisions.get(number) || {}, name = (label) => breakable(fitted(label, width, lines, ' + ' + behind));
  if (cell.caption && !verdict) return visible(cell.caption);
  return signsOf(number, [verdict, to], name) || (!cell.doubtful || verdict === 'ok' ? '' : isMissing(cell) ? signsOf(number, inSet(number, 'wrong'), name) : 'unlikely');
}

/* Marks the cell as the current one, or as that no longer. */
function markHere(number) {
  const element = drawn.get(number);
  if (!element) return;
  element.classList.toggle('here', number === here);
  element.tabIndex = number === here ? 0 : -1;
}

function mark(number) {
  const element = drawn.get(number);
  if (!element) return;
  const cell = cells[number], decision = decisions.get(number), verdict = verdictOf(number);
  const [tile, words] = element.children, [own, text, percent] = words.children;
  element.classList.toggle('owed', isOwed(number));
  if (verdict) element.dataset.verdict = verdict;
  else delete element.dataset.verdict;
  tile.firstChild.textContent = !verdict ? '' : ofSet(number) && verdict === 'wrong' ? '−' : isMissing(cell) && verdict === 'relabel' ? '+' : GLYPHS[verdict];
  const label = ownName(cell), suggestion = cell.doubtful && cell.suggest >= 0 ? labels[cell.suggest] : '';
  const behind = cell.percent ? ' ' + cell.percent : '';
  const lines = linesAt(number), most = Math.max(1, lines.words); // one of a row without text is shown in the picture
  own.textContent = ownWords(cell) && breakable(fitted(label, size, lines.own, '', suggestion));
  if (ofSet(number)) text.textContent = setWords(number, size, behind, most);
  else if (verdict === 'relabel') text.textContent = '→ ' + breakable(fitted(decision.label, size, most, ' →', label));
  else if (verdict === 'mixed' && isTrack(number)) text.textContent = partWords(number, (what, to) => GLYPHS[what] + (to ? ' ' + brief(to, 14) : ''));
  else if (BRIEF[verdict]) text.textContent = BRIEF[verdict];
  else text.textContent = (cell.caption && visible(cell.caption)) || breakable(suggestion && fitted(suggestion, size, most, behind, label));
  percent.textContent = !verdict || verdict === 'wrong' || verdict === 'unsure' ? cell.percent || '' : '';
  element.title = describe(number);
  element.setAttribute('aria-label', describe(number));
  markHere(number);
}

function newCell() {
  const element = document.createElement('div'), tile = document.createElement('div'), words = document.createElement('div');
  const badge = document.createElement('span');
  element.className = 'cell';
  element.setAttribute('role', 'gridcell');
  tile.className = 'tile';
  badge.className = 'badge';
  words.className = 'caption';
  tile.append(badge);
  const unfolds = part(tile, 'span', '', 'unfold');
  unfolds.textContent = '▸';
  unfolds.title = 'all frames of the track (v)';
  for (const name of ['own', 'words', 'percent']) {
    const span = document.createElement('span');
    span.className = name;
    words.append(span);
  }
  element.append(tile, words);
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
    element.classList.toggle('track', isTrack(number));
    element.dataset.painted = '';
  }
  if (element.parentNode !== parent) parent.append(element);
  const left = rectOf(number).left, tied = isTied(number), height = captionHeight(linesAt(number)), shape = [size, left, height, tied].join(' ');
  if (element.dataset.painted === shape) return;
  mark(number);
  element.setAttribute('aria-colindex', (place.get(number).index % columns) + 1);
  element.classList.toggle('tied', tied);
  element.style.cssText = `left:${left}px;top:0;width:${size}px;height:${size + height}px`;
  element.classList.toggle('bare', height === 0);
  if (paint(element.firstChild, cell, size)) element.dataset.painted = shape;
  else waiting = true;
}

function drop(number) {
  const element = drawn.get(number);
  drawn.delete(number);
  if (element === document.activeElement) scroller.focus({ preventScroll: true }); // so that keys and Tab go on from here
  element.remove();
  element.dataset.painted = '';
  element.firstChild.style.backgroundImage = ''; // sheets that no cell shows need no memory
  if (spare.length < 500) spare.push(element);
}

/* An element of the grid with a role, as a child of another. */
function part(parent, tag, role, name) {
  const element = document.createElement(tag);
  if (role) element.setAttribute('role', role);
  if (name) element.className = name;
  parent.append(element);
  return element;
}

function heading(section, parent) {
  const group = groups[section.group], element = part(parent, 'div', 'row', 'heading');
  const name = part(element, 'div', 'rowheader', 'name'), action = part(element, 'div', 'gridcell', 'action'), rest = part(action, 'button');
  element.setAttribute('aria-rowindex', section.before + 1);
  if (group.icon) {
    const icon = part(name, 'img');
    icon.src = group.icon;
    icon.alt = '';
  }
  part(name, 'b').textContent = window.innerWidth < NARROW ? brief(group.name, 24) : visible(group.name || 'no label');
  name.title = visible(group.name);
  const said = [section.list.length === group.n ? group.crops + ' crops' : section.list.length + ' of ' + group.n + ' cells'];
  if (group.doubtful) said.push(group.doubtful + ' doubtful');
  if (group.wrong !== undefined) said.push(group.wrong + ' wrong');
  else if (group.untold) said.push('not told from other classes');
  part(name, 'span').textContent = said.join(' · ');
  addTypical(group, name);
  if (group.doubtful && !isNarrow() && (!ofSet(group.first) || isMissing(cells[group.first]))) { // instead of a label that is there none is suggested
    const take = part(action, 'button');
    take.textContent = 'suggestions …';
    take.title = 'take all suggestions of the group above a probability (c)';
    take.tabIndex = -1;
    take.dataset.take = section.group;
    action.prepend(take);
  }
  rest.textContent = 'rest is ok';
  rest.title = 'all others of the group that were looked at are right (a)';
  rest.tabIndex = -1;
  rest.dataset.rest = section.group;
}

function drawSection(number) {
  let element = sections.get(number);
  if (!element) {
    element = part(content, 'div', 'rowgroup', 'group');
    element.setAttribute('aria-label', visible(groups[shown[number].group].name || 'no label'));
    element.dataset.at = number;
    heading(shown[number], element);
    sections.set(number, element);
    inOrder(element);
  }
  if (!paintTypical(element)) waiting = true;
  element.style.top = shown[number].top + 'px';
  element.style.height = shown[number].height + 'px';
  return element;
}

/* Puts an element before those of its parent that come after it: they are read out in that order. */
function inOrder(element) {
  const next = [...element.parentNode.children].find((other) => other.dataset.at !== undefined && Number(other.dataset.at) > Number(element.dataset.at));
  if (next && next !== element.nextSibling) next.before(element);
}

function drawRow(number, row, parent) {
  const name = number + ' ' + row;
  let element = rows.get(name);
  if (!element) {
    element = part(parent, 'div', 'row', 'row');
    element.dataset.at = row;
    rows.set(name, element);
    inOrder(element);
  }
  element.setAttribute('aria-rowindex', shown[number].before + row + 2);
  element.style.top = shown[number].tops[row] + 'px';
  return element;
}

function render() {
  const top = scroller.scrollTop, parts = between(top - OVERSCAN, top + scroller.clientHeight + OVERSCAN);
  const wanted = new Set(), wantedRows = new Set(), kept = new Set();
  for (const [k, first, end] of parts) {
    kept.add(k);
    for (let i = first; i < end; i++) wanted.add(shown[k].list[i]);
    for (let i = first; i < end; i += columns) wantedRows.add(k + ' ' + i / columns);
  }
  for (const cell of [...drawn.keys()]) if (!wanted.has(cell)) drop(cell);
  for (const [map, keys] of [[rows, wantedRows], [sections, kept]])
    for (const [key, element] of [...map])
      if (!keys.has(key)) {
        element.remove();
        map.delete(key);
      }
  waiting = false;
  for (const [k, first, end] of parts) {
    const parent = drawSection(k);
    for (let i = first; i < end; i += columns) {
      const row = drawRow(k, i / columns, parent);
      for (let j = i; j < Math.min(i + columns, end); j++) draw(shown[k].list[j], row);
    }
  }
  scroller.tabIndex = drawn.has(here) ? -1 : 0;
  for (const paints of late.splice(0)) if (!paints()) late.push(paints);
  if (waiting || late.length > 0) setTimeout(request, 100);
}

/* Pictures outside the grid that wait for their sheet: functions that return whether it was there. */
const late = [];

/* Paints now, or as soon as the sheet is loaded. */
function paintSoon(paints) {
  if (paints()) return;
  late.push(paints);
  request();
}

let requested = false;
function request() {
  if (requested) return;
  requested = true;
  requestAnimationFrame(() => {
    requested = false;
    render();
    settle();
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
  settle();
}

/* ---- The current cell, and the cells in view ---- */

let under = null; // where the mouse rests {x, y}, while it was used last

/* Whether at least half of the cell's picture can be seen. */
function isVisible(number) {
  if (!place.has(number)) return false;
  const rect = rectOf(number), y = rect.section.top + rect.top - scroller.scrollTop;
  return y + size / 2 >= HEADING && y + size / 2 <= scroller.clientHeight;
}

function setHere(number) {
  if (number === here) return;
  const before = here;
  here = number;
  markHere(before);
  markHere(number);
  scroller.tabIndex = drawn.has(here) ? -1 : 0;
  showNow();
}

/* After cells have moved, the one under the resting mouse is current; one that is out of view is it no longer. */
function settle() {
  const element = under && document.elementFromPoint(under.x, under.y), pointed = numberOf(element);
  if (pointed >= 0) setHere(pointed);
  else if (here >= 0 && !isVisible(here)) setHere(-1);
}

function reveal(number) {
  const rect = rectOf(number), top = rect.section.top + rect.top, view = scroller.clientHeight, height = size + captionHeight(linesAt(number)) + GAP;
  if (top - HEADING - GAP < scroller.scrollTop) scroller.scrollTop = top - HEADING - GAP;
  else if (top + height > scroller.scrollTop + view) scroller.scrollTop = top + height - view;
}

/* Makes the cell the current one, in view and with the focus. */
function goTo(number) {
  if (!place.has(number)) return;
  reveal(number);
  setHere(number);
  render();
  if (!document.querySelector('dialog[open]')) drawn.get(number)?.focus({ preventScroll: true });
}

/* The cells that are wholly in view, below the heading that stays. */
function inView() {
  const list = [], top = scroller.scrollTop, bottom = top + scroller.clientHeight;
  for (const [k, first, end] of between(top, bottom))
    for (let i = first; i < end; i++) {
      const cell = shown[k].list[i], rect = rectOf(cell), y = rect.section.top + rect.top;
      if (y - HEADING >= top && y + size <= bottom && sheetUrls[cells[cell].sheet]) list.push(cell);
    }
  return list;
}

/* While nothing moves, the cells in view are looked at; in the large view its cell is. */
const TICK = 200;
let lastTop = -1, lastTick = performance.now();
const watching = setInterval(() => {
  const now = performance.now(), time = Math.min(now - lastTick, 2 * TICK);
  lastTick = now;
  if (!document.hidden && bigCell >= 0) watch([bigCell], time);
  else if (!document.hidden && scroller.scrollTop === lastTop && !document.querySelector('dialog[open]')) watch(inView(), time);
  lastTop = scroller.scrollTop;
}, TICK);

scroller.addEventListener('scroll', request, { passive: true });
new ResizeObserver(() => resize()).observe(scroller);
onChange((list) => list.forEach(mark));
