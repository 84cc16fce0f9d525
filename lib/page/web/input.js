/* Mouse and touch. */

const numberOf = (element) => {
  const cell = element && element.closest ? element.closest('.cell') : null;
  return cell ? Number(cell.dataset.cell) : -1;
};

let anchor = -1; // the cell that was decided last: a range begins there
let restedAt = ''; // where the mouse was last
let drag = null; // {verdict, x, y, cells}
let clicked = -1; // the cell that was clicked last: it is current while the mouse is at the buttons
let press = null; // of a finger that is down: {cell, x, y, timer}

function toggle(cell) {
  const verdict = hasVerdict(cell, 'wrong') ? null : 'wrong';
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
  if (decision && decision.verdict === 'box') {
    say('another box is that of one crop alone');
    return;
  }
  if (hasVerdict(anchor, 'wrong')) decide(range(anchor, cell), 'wrong');
  else decide(range(anchor, cell), decision ? decision.verdict : null, decision && decision.label);
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
  under = event.pointerType === 'touch' ? null : { x: event.clientX, y: event.clientY };
  if (event.target.closest('.unfold')) {
    event.preventDefault();
    clicked = cell;
    openBig(cell);
    return;
  }
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
  clicked = cell;
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
  const pointed = numberOf(event.target), spot = event.clientX + ' ' + event.clientY;
  if (spot === restedAt) return; // cells moved under a mouse that did not
  restedAt = spot;
  under = pointed >= 0 ? { x: event.clientX, y: event.clientY } : null;
  if (pointed >= 0) setHere(pointed);
});
/* On its way to the buttons the mouse passes other cells, which are not meant: the one that was clicked is, if any. */
scroller.addEventListener('pointerleave', (event) => {
  if (event.pointerType === 'touch' || drag || document.querySelector('dialog[open]')) return;
  under = null;
  setHere(clicked >= 0 && isVisible(clicked) ? clicked : -1);
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
  clicked = cell;
  setHere(cell);
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
  if (event.target.dataset.take !== undefined) openAccept(Number(event.target.dataset.take));
});
