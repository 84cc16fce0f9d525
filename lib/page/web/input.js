/* Mouse, touch and keys. */

const numberOf = (element) => {
  const cell = element && element.closest ? element.closest('.cell') : null;
  return cell ? Number(cell.dataset.cell) : -1;
};

/* ---- Mouse ---- */

let anchor = -1; // the cell that was decided last: a range begins there
let drag = null; // {verdict, x, y, cells}
let press = null; // of a finger that is down: {cell, x, y, timer}

function toggle(cell) {
  const verdict = decisions.get(cell)?.verdict === 'invalid' ? null : 'invalid';
  decide([cell], verdict);
  anchor = cell;
  return verdict;
}

/* The cells between two cells, both included, in the order in which they are shown. */
function range(from, to) {
  const a = place.get(from), b = place.get(to), list = [];
  if (!a || !b) return [to];
  const [first, last] = a.section < b.section || (a.section === b.section && a.index <= b.index) ? [a, b] : [b, a];
  for (let k = first.section; k <= last.section; k++) {
    const begin = k === first.section ? first.index : 0, end = k === last.section ? last.index : shown[k].list.length - 1;
    list.push(...shown[k].list.slice(begin, end + 1));
  }
  return list;
}

/* All cells from the anchor to this one get the anchor's decision. */
function extend(cell) {
  const decision = decisions.get(anchor);
  decide(range(anchor, cell), decision ? decision.verdict : null, decision && decision.label);
}

function dragTo(x, y) {
  const steps = Math.max(1, Math.ceil(Math.hypot(x - drag.x, y - drag.y) / 8));
  for (let i = 1; i <= steps; i++) {
    const element = document.elementFromPoint(drag.x + ((x - drag.x) * i) / steps, drag.y + ((y - drag.y) * i) / steps);
    const cell = numberOf(element);
    if (cell >= 0 && !drag.cells.has(cell)) {
      drag.cells.add(cell);
      decide([cell], drag.verdict);
      anchor = cell;
    }
  }
  drag.x = x;
  drag.y = y;
}

scroller.addEventListener('pointerdown', (event) => {
  const cell = numberOf(event.target);
  closeMenu();
  if (cell < 0 || event.button !== 0) return;
  if (event.pointerType === 'touch') {
    press = { cell, x: event.clientX, y: event.clientY };
    press.timer = setTimeout(() => {
      const { x, y } = press;
      press = null;
      openMenu(cell, x, y);
    }, 500);
    return;
  }
  event.preventDefault();
  goTo(cell);
  if (event.shiftKey && anchor >= 0) {
    extend(cell);
    return;
  }
  beginStep();
  drag = { verdict: toggle(cell), x: event.clientX, y: event.clientY, cells: new Set([cell]) };
});

window.addEventListener('pointermove', (event) => {
  if (press && Math.hypot(event.clientX - press.x, event.clientY - press.y) > 10) endPress();
  if (event.pointerType === 'touch') return;
  if (drag) dragTo(event.clientX, event.clientY);
  pointed = numberOf(event.target);
  showLabels();
});

function endPress() {
  clearTimeout(press.timer);
  press = null;
}

function endDrag() {
  drag = null;
  endStep();
}

window.addEventListener('pointerup', () => {
  if (drag) endDrag();
  if (!press) return;
  const { cell } = press;
  endPress();
  here = cell;
  toggle(cell);
});
window.addEventListener('pointercancel', () => {
  if (drag) endDrag();
  if (press) endPress();
});

scroller.addEventListener('contextmenu', (event) => {
  const cell = numberOf(event.target);
  if (cell < 0) return;
  event.preventDefault();
  if (press) endPress();
  openMenu(cell, event.clientX, event.clientY);
});
window.addEventListener('pointerdown', (event) => {
  if (!event.target.closest('#menu')) closeMenu();
});
content.addEventListener('click', (event) => {
  if (event.target.dataset.rest !== undefined) restOfGroup(Number(event.target.dataset.rest));
});

/* ---- Keys ---- */

/* The cell that is `by` places or `rows` rows further on, across sections. */
function neighbour(by, rows) {
  if (shown.length === 0) return -1;
  const at = place.get(here);
  if (!at) {
    const [first] = between(scroller.scrollTop + HEADING + GAP, scroller.scrollTop + HEADING + GAP + 1);
    return first ? shown[first[0]].list[Math.min(first[1], shown[first[0]].list.length - 1)] : shown[0].list[0];
  }
  let { section, index } = at;
  index += by + rows * columns;
  const column = at.index % columns;
  if (rows && index >= shown[section].list.length && Math.floor(at.index / columns) < Math.floor((shown[section].list.length - 1) / columns))
    index = shown[section].list.length - 1;
  else if (index >= shown[section].list.length) {
    if (++section === shown.length) return here;
    index = rows ? Math.min(column, shown[section].list.length - 1) : 0;
  } else if (index < 0) {
    if (--section < 0) return here;
    const last = shown[section].list.length - 1;
    index = rows ? Math.min(last - (last % columns) + column, last) : last;
  }
  return shown[section].list[index];
}

function move(event, by, rows) {
  const from = here, to = neighbour(by, rows);
  pointed = -1;
  if (to < 0) return;
  if (event.shiftKey && from >= 0) {
    anchor = from;
    extend(to);
  }
  goTo(to);
  showLabels();
}

function goToGroup(by) {
  const [first] = between(scroller.scrollTop + 1, scroller.scrollTop + 2), now = place.get(here);
  const section = now ? now.section : first ? first[0] : 0;
  const next = Math.max(0, Math.min(shown.length - 1, section + by));
  if (!shown[next]) return;
  pointed = -1;
  goTo(shown[next].list[0]);
  scroller.scrollTop = shown[next].top;
  showLabels();
}

function goToDoubtful() {
  const from = place.get(here);
  for (let k = from ? from.section : 0; k < shown.length; k++)
    for (let i = from && k === from.section ? from.index + 1 : 0; i < shown[k].list.length; i++) {
      const cell = shown[k].list[i];
      if ((!cells[cell].doubtful && !cells[cell].boxed) || decisions.has(cell)) continue;
      pointed = -1;
      goTo(cell);
      return;
    }
}

function flag(verdict) {
  const cell = target();
  if (cell < 0) return;
  anchor = cell;
  decide([cell], decisions.get(cell)?.verdict === verdict ? null : verdict);
}

function relabel(digit) {
  const cell = target();
  const label = cell >= 0 ? labelsOf(cells[cell].group)[digit - 1] : undefined;
  if (label === undefined) return;
  anchor = cell;
  decide([cell], 'relabel', labels[label]);
}

const withCell = (action) => () => {
  if (target() >= 0) action(target());
};

const keys = {
  ArrowRight: (event) => move(event, 1, 0),
  ArrowLeft: (event) => move(event, -1, 0),
  ArrowDown: (event) => move(event, 0, 1),
  ArrowUp: (event) => move(event, 0, -1),
  x: () => flag('invalid'),
  Enter: () => flag('invalid'),
  o: () => flag('ok'),
  u: () => flag('unsure'),
  '?': () => flag('unsure'),
  Delete: withCell((cell) => decide([cell], null)),
  Backspace: withCell((cell) => decide([cell], null)),
  r: withCell(openPicker),
  ' ': withCell(openBig),
  a: withCell((cell) => restOfGroup(cells[cell].group)),
  z: undo,
  y: redo,
  n: () => goToGroup(1),
  p: () => goToGroup(-1),
  d: goToDoubtful,
  f: cycleFilter,
  '/': () => byId('search').focus(),
  '+': () => zoom(1.25),
  '=': () => zoom(1.25),
  '-': () => zoom(0.8),
  t: toggleTheme,
  h: () => byId('keys').showModal(),
  e: () => openFiles(),
  Escape: closeMenu,
};

/* Keys that also work while a cell is shown large. */
const whileBig = new Set(['ArrowRight', 'ArrowLeft', 'ArrowDown', 'ArrowUp', 'x', 'o', 'u', '?', 'Delete', 'Backspace', 'z', 'y']);

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select'), dialog = document.querySelector('dialog[open]');
  const big = byId('big').open;
  if (event.key === 'Escape' && event.target === byId('search')) {
    byId('search').value = '';
    filter();
    scroller.focus();
  }
  if (event.altKey || (typing && event.target.type !== 'radio') || (dialog && !big)) return;
  if (event.target.closest('button') && (event.key === 'Enter' || event.key === ' ')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  let action = keys[key];
  if (event.ctrlKey || event.metaKey) {
    if (key !== 'z' && key !== 'y') return;
    if (key === 'z' && event.shiftKey) action = redo;
  } else if (/^[1-9]$/.test(key)) {
    action = () => relabel(Number(key));
  }
  if (!action || (big && !whileBig.has(key) && !/^[1-9]$/.test(key))) {
    if (big && key === ' ') {
      event.preventDefault();
      byId('big').close();
    }
    return;
  }
  event.preventDefault();
  action(event);
  if (big && here >= 0 && here !== bigCell) {
    bigCell = here;
    drawBig();
  }
});

scroller.addEventListener('focus', () => {
  if (here < 0 && shown.length > 0) goTo(neighbour(0, 0));
});
