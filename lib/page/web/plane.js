/* The map of all crops, where what is alike lies together: a point is a crop, and a line drawn around points chooses them. mlfix-rank --evidence says where each lies. */

const NEAR_POINT = 14, DOT = 5, CLICK = 6; // px: what is meant by a pointer; size of a point; a longer way is a line around points

const plane = { zoom: 1, x: 0.5, y: 0.5 }; // what is in the middle, and how many times it is enlarged
let points = null; // {number, x, y} of each crop, 0 to 1
let picture = null; // the points as they are drawn, without what the pointer does
let lasso = null; // [x, y, x, y, ...] in px of the canvas, while one is drawn
let pointed = -1; // the crop at the pointer
let grip = null; // [x, y] of the pointer, while it moves the map
const fingers = new Map(); // where each finger is that touches the map; two of them move and enlarge it

function pointsOf() {
  if (!points) points = (data.at || []).flatMap((at, number) => (at ? [{ number, x: at[0] / 10000, y: at[1] / 10000 }] : []));
  return points;
}

/* A colour for each class: hues far apart from class to class. */
function classColour(label) {
  const light = document.documentElement.dataset.theme === 'light';
  return label < 0 ? (light ? '#777' : '#999') : `hsl(${Math.round(label * 137.5) % 360} ${light ? '65% 42%' : '60% 62%'})`;
}

const planeSize = () => byId('plane').getBoundingClientRect();

/* Where a point is in the canvas, px. */
function onCanvas({ x, y }, { width, height }) {
  const side = Math.min(width, height) - 2 * DOT;
  return [width / 2 + (x - plane.x) * side * plane.zoom, height / 2 + (y - plane.y) * side * plane.zoom];
}

/* Draws points of a class each, doubted ones last and framed, since they are what is looked for. */
function drawPoints() {
  const canvas = byId('plane'), { context, scale } = prepare(canvas), size = planeSize(), byClass = new Map();
  context.setTransform(scale, 0, 0, scale, 0, 0);
  for (const point of pointsOf()) {
    const { label } = cells[point.number];
    if (!byClass.has(label)) byClass.set(label, []);
    byClass.get(label).push(point);
  }
  const dot = Math.min(2 * DOT, Math.max(2.5, Math.sqrt((size.width * size.height) / points.length) / 5));
  for (const framed of [false, true])
    for (const [label, list] of byClass) {
      context.fillStyle = classColour(label);
      context.strokeStyle = colour('--doubt');
      context.lineWidth = 2;
      for (const point of list) {
        if (isFramed(point.number) !== framed) continue;
        const [x, y] = onCanvas(point, size);
        context.fillRect(x - dot / 2, y - dot / 2, dot, dot);
        if (framed) context.strokeRect(x - dot / 2 - 2, y - dot / 2 - 2, dot + 4, dot + 4);
      }
    }
  picture = document.createElement('canvas');
  [picture.width, picture.height] = [canvas.width, canvas.height];
  picture.getContext('2d').drawImage(canvas, 0, 0);
  drawPointer();
}

/* Draws what the pointer does over the points: the line around some, or the class of the one that is pointed at. */
function drawPointer() {
  const canvas = byId('plane'), context = canvas.getContext('2d'), size = planeSize(), scale = window.devicePixelRatio || 1;
  context.setTransform(1, 0, 0, 1, 0, 0);
  context.clearRect(0, 0, canvas.width, canvas.height);
  context.globalAlpha = pointed >= 0 ? 0.35 : 1;
  context.drawImage(picture, 0, 0);
  context.globalAlpha = 1;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  if (pointed >= 0) {
    context.fillStyle = classColour(cells[pointed].label);
    for (const point of points) {
      if (cells[point.number].label !== cells[pointed].label) continue;
      const [x, y] = onCanvas(point, size);
      context.fillRect(x - DOT / 2, y - DOT / 2, DOT, DOT);
    }
    const [x, y] = onCanvas(points.find(({ number }) => number === pointed), size);
    context.strokeStyle = colour('--focus');
    context.lineWidth = 2;
    context.strokeRect(x - DOT - 1, y - DOT - 1, 2 * DOT + 2, 2 * DOT + 2);
  }
  if (!lasso) return;
  context.beginPath();
  for (let i = 0; i < lasso.length; i += 2) context.lineTo(lasso[i], lasso[i + 1]);
  context.closePath();
  context.strokeStyle = colour('--focus');
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}

/* ---- What is meant ---- */

function pointAt(x, y) {
  const size = planeSize();
  let best = -1, least = NEAR_POINT;
  for (const point of points) {
    const [px, py] = onCanvas(point, size), far = Math.hypot(px - x, py - y);
    if (far < least) [best, least] = [point.number, far];
  }
  return best;
}

/* The crops within a closed line (even and odd crossings). */
function within(line) {
  const size = planeSize(), found = new Set(), n = line.length;
  for (const point of points) {
    const [x, y] = onCanvas(point, size);
    let inside = false;
    for (let i = 0, j = n - 2; i < n; j = i, i += 2)
      if (line[i + 1] > y !== line[j + 1] > y && x < ((line[j] - line[i]) * (y - line[i + 1])) / (line[j + 1] - line[i + 1]) + line[i]) inside = !inside;
    if (inside) found.add(point.number);
  }
  return found;
}

const wayOf = (line) => Math.max(...line.filter((_, i) => i % 2 === 0).map((x, i) => Math.hypot(x - line[0], line[2 * i + 1] - line[1])));

function showTip(number, x, y) {
  const tip = byId('plane-tip'), size = planeSize();
  tip.hidden = number < 0;
  if (number < 0) return;
  tip.textContent = '';
  const tile = make('div', undefined, { className: 'tile' });
  paint(tile, cells[number], 72);
  const words = make('div');
  words.append(make('b', brief(ownName(cells[number]), 26)), ...doubtWords(number, short).map((text) => make('span', text, { className: 'doubt' })), make('span', verdictWords(number)));
  tip.append(tile, words);
  tip.style.left = Math.max(0, Math.min(x + 14, size.width - 250)) + 'px';
  tip.style.top = (y + 14 + 90 > size.height ? Math.max(0, y - 100) : y + 14) + 'px';
}

function endLasso(leave) {
  const line = lasso;
  lasso = null;
  if (!line || leave) {
    drawPointer();
    return;
  }
  if (wayOf(line) < CLICK) {
    const number = pointAt(line[0], line[1]);
    drawPointer();
    if (number < 0) return;
    byId('maps').close();
    showInstead(number);
    return;
  }
  const found = within(line);
  drawPointer();
  if (found.size > 0) choosePick(`${found.size} of the map`, (number) => found.has(number));
}

const pointOf = (event) => {
  const r = planeSize();
  return [event.clientX - r.left, event.clientY - r.top];
};

/* Moves the map with what was gripped; its middle stays on it. */
function movePlane(x, y) {
  const { width, height } = planeSize(), side = (Math.min(width, height) - 2 * DOT) * plane.zoom, kept = (value) => Math.min(1, Math.max(0, value));
  plane.x = kept(plane.x - (x - grip[0]) / side);
  plane.y = kept(plane.y - (y - grip[1]) / side);
  grip = [x, y];
  showTip(pointed = -1);
  drawPoints();
}

/* Enlarges the map so many times; what is at x, y stays there. */
function enlargePlane(x, y, times) {
  const { width, height } = planeSize(), side = Math.min(width, height) - 2 * DOT;
  const before = plane.zoom, [dx, dy] = [(x - width / 2) / side, (y - height / 2) / side];
  plane.zoom = Math.min(40, Math.max(1, plane.zoom * times));
  plane.x += dx / before - dx / plane.zoom;
  plane.y += dy / before - dy / plane.zoom;
  if (plane.zoom === 1) [plane.x, plane.y] = [0.5, 0.5];
  drawPoints();
}

/* Where the middle of two fingers is, and how far they are apart. */
function span([[x, y], [u, v]]) {
  return { x: (x + u) / 2, y: (y + v) / 2, apart: Math.max(1, Math.hypot(u - x, v - y)) };
}

/* A finger of two has moved: what was between them stays between them. */
function moveFinger(event) {
  const before = span([...fingers.values()]);
  fingers.set(event.pointerId, pointOf(event));
  const now = span([...fingers.values()]);
  grip = [before.x, before.y];
  movePlane(now.x, now.y);
  grip = null;
  enlargePlane(now.x, now.y, now.apart / before.apart);
}

/* The left button, or a finger, draws a line; with shift, any other button, or a second finger, it moves the map. */
byId('plane').addEventListener('pointerdown', (event) => {
  if (pointsOf().length === 0 || (event.pointerType === 'touch' && fingers.size === 2)) return;
  event.preventDefault();
  byId('plane').setPointerCapture(event.pointerId);
  if (event.pointerType === 'touch') fingers.set(event.pointerId, pointOf(event));
  if (fingers.size === 2) lasso = null;
  else if (event.button !== 0 || event.shiftKey) grip = pointOf(event);
  else lasso = pointOf(event);
});
byId('plane').addEventListener('contextmenu', (event) => event.preventDefault());
byId('plane').addEventListener('pointermove', (event) => {
  if (pointsOf().length === 0) return;
  if (fingers.size === 2) {
    if (fingers.has(event.pointerId)) moveFinger(event);
    return;
  }
  const [x, y] = pointOf(event);
  if (grip) {
    movePlane(x, y);
    return;
  }
  if (lasso) {
    lasso.push(x, y);
    pointed = -1;
  } else pointed = pointAt(x, y);
  showTip(pointed, x, y);
  drawPointer();
});
for (const end of ['pointerup', 'pointercancel'])
  byId('plane').addEventListener(end, (event) => {
    fingers.delete(event.pointerId);
    grip = null;
    endLasso(end === 'pointercancel');
  });
byId('plane').addEventListener('pointerleave', () => {
  if (lasso || !picture) return;
  pointed = -1;
  showTip(-1);
  drawPointer();
});
/* The wheel enlarges what is under it. */
byId('plane').addEventListener('wheel', (event) => {
  event.preventDefault();
  enlargePlane(...pointOf(event), event.deltaY < 0 ? 1.25 : 0.8);
}, { passive: false });

function showPlane() {
  const some = pointsOf().length > 0;
  byId('no-plane').hidden = some;
  byId('plane-frame').hidden = byId('plane-hint').hidden = !some;
  pointed = -1;
  showTip(-1);
  if (some) drawPoints();
}

window.addEventListener('resize', () => {
  if (byId('maps').open) showPlane();
});
