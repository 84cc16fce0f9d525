/* Keys. They mean the current cell, which is marked: the one under the mouse, or the one that arrows went to; in the large view the cell that it shows. */

/* The cell that is `by` places or `rows` rows further on, across sections. */
function neighbour(by, rows) {
  if (shown.length === 0) return -1;
  const at = place.get(bigCell >= 0 ? bigCell : here);
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
  const from = bigCell >= 0 ? bigCell : here, to = neighbour(by, rows);
  under = null;
  if (to < 0) return;
  if (event.shiftKey && from >= 0) {
    anchor = from;
    extend(to);
  }
  clicked = to;
  goTo(to);
}

function goToGroup(by) {
  const [first] = between(scroller.scrollTop + 1, scroller.scrollTop + 2), now = place.get(here);
  const section = now ? now.section : first ? first[0] : 0;
  const next = Math.max(0, Math.min(shown.length - 1, section + by));
  if (!shown[next]) return;
  under = null;
  clicked = shown[next].list[0];
  goTo(clicked);
  scroller.scrollTop = shown[next].top;
}

function goToDoubtful(by) {
  const list = shown.flatMap((section) => section.list), from = here >= 0 ? list.indexOf(here) : by > 0 ? -1 : list.length;
  for (let i = from + by; i >= 0 && i < list.length; i += by) {
    if (!isFramed(list[i]) || isDecided(list[i])) continue;
    under = null;
    clicked = list[i];
    goTo(clicked);
    return;
  }
  say('no doubtful cell without a verdict ' + (by > 0 ? 'further on' : 'before this one'));
}

const withCell = (action) => () => {
  const cell = target();
  if (cell >= 0) action(cell);
};

/* The verdict, or where the cell has it already, none. */
const flag = (verdict) => withCell((cell) => {
  anchor = cell;
  decide([cell], hasVerdict(cell, verdict) ? null : verdict);
});

function relabel(cell, label) {
  anchor = cell;
  decide([cell], 'relabel', label);
}

const accept = withCell((cell) => {
  const label = suggestionOf(cell);
  if (label === undefined) say('no other label is suggested here');
  else relabel(cell, label);
});

/* Does something outside of the large view, which is closed before. */
const outside = (action) => (event) => {
  if (byId('big').open) byId('big').close();
  action(event);
};

const keys = {
  ArrowRight: (event) => move(event, 1, 0),
  ArrowLeft: (event) => move(event, -1, 0),
  ArrowDown: (event) => move(event, 0, 1),
  ArrowUp: (event) => move(event, 0, -1),
  x: flag('wrong'),
  d: flag('remove'),
  Delete: flag('remove'),
  o: flag('ok'),
  u: flag('unsure'),
  s: accept,
  Enter: accept,
  Backspace: withCell((cell) => decide([cell], null)),
  r: withCell(openPicker),
  ' ': () => (byId('big').open ? byId('big').close() : withCell(openBig)()),
  a: withCell((cell) => restOfGroup(cells[cell].group)),
  c: withCell((cell) => openAccept(cells[cell].group)),
  m: outside(() => openMaps()),
  l: withCell(moreLikeThis),
  v: withCell(unfold),
  ',': (event) => stepFrame(-1, event.shiftKey),
  '.': (event) => stepFrame(1, event.shiftKey),
  '<': () => stepFrame(-1, true),
  '>': () => stepFrame(1, true),
  i: () => byId('big').open && toggleOwnSize(),
  z: undo,
  y: redo,
  n: () => goToGroup(1),
  p: () => goToGroup(-1),
  j: () => goToDoubtful(1),
  k: () => goToDoubtful(-1),
  f: outside(cycleFilter),
  '/': outside(() => byId('search').focus()),
  '+': () => (byId('big').open ? zoomPhoto(1.5) : zoom(1.25)),
  '=': () => (byId('big').open ? zoomPhoto(1.5) : zoom(1.25)),
  '-': () => (byId('big').open ? zoomPhoto(1 / 1.5) : zoom(0.8)),
  t: toggleTheme,
  h: () => byId('keys').showModal(),
  '?': () => byId('keys').showModal(),
  e: outside(() => openFiles()),
  Escape: closeMenu,
};
for (let digit = 1; digit <= digitLabels.length; digit++) keys[digit] = withCell((cell) => relabel(cell, labels[digitLabels[digit - 1]]));

/* A key that is held down does these again. */
const REPEATED = /^(Arrow|[znpjky+=,.<>-]$)/;

/* The dialog on top that has the keys for itself. */
const ownsKeys = () => [...document.querySelectorAll('dialog[open]')].some((dialog) => dialog.id !== 'big');

document.addEventListener('keydown', (event) => {
  const typing = event.target.closest('input, textarea, select');
  if (event.target === byId('search') && (event.key === 'Escape' || event.key === 'Enter')) {
    if (event.key === 'Escape') byId('search').value = '';
    filter();
    backToGrid();
    event.preventDefault();
    return;
  }
  if (event.altKey || typing || ownsKeys()) return;
  if (event.target.closest('button') && (event.key === 'Enter' || event.key === ' ')) return;
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  let action = keys[key];
  if (event.ctrlKey || event.metaKey) {
    if (key !== 'z' && key !== 'y') return;
    if (key === 'z' && event.shiftKey) action = redo;
  }
  if (!action || (key === 'Escape' && byId('menu').hidden) || (event.repeat && !REPEATED.test(key))) return;
  event.preventDefault();
  say('');
  action(event);
  if (bigCell >= 0 && here >= 0 && here !== bigCell) openBig(here);
});

/* A button of the bars that was clicked gives the keys back to the grid. */
for (const bar of [byId('bar'), byId('labels')])
  bar.addEventListener('click', (event) => {
    if (event.detail > 0 && event.target.closest('button') && !document.querySelector('dialog[open]')) backToGrid();
  });

/* Tab comes to the grid at its current cell, or at the first in view. A cell that leaves the document hands over its focus, which moves nothing. */
scroller.addEventListener('focus', (event) => {
  if (scroller.matches(':focus-visible') && shown.length > 0 && numberOf(event.relatedTarget) < 0) {
    under = null;
    goTo(here >= 0 ? here : neighbour(0, 0));
  }
});
