/* Correcting a box: its edges and corners are dragged in the photo of the large view. What comes of it is a verdict, "another box". */

const REACH = 8; // px from an edge, within which it is meant

let dragged = null; // the box while an edge of it is dragged
let held = null; // {left, right, top, bottom}: which edges move

/* The point of an event in pixels of the photo, and how many of them the reach is. */
function photoPoint(event) {
  const r = byId('big-photo').getBoundingClientRect(), { zoom, left, top } = photo.where;
  return { x: (event.clientX - r.left - left) / zoom, y: (event.clientY - r.top - top) / zoom, reach: REACH / zoom };
}

/* The edges that are meant at a point; null where none is. */
function edgesAt({ x, y, reach }) {
  const [left, top, width, height] = photo.box, near = (a, b) => Math.abs(a - b) <= reach;
  if (x < left - reach || x > left + width + reach || y < top - reach || y > top + height + reach) return null;
  const edges = { right: near(x, left + width), bottom: near(y, top + height) };
  edges.left = !edges.right && near(x, left);
  edges.top = !edges.bottom && near(y, top);
  return edges.left || edges.right || edges.top || edges.bottom ? edges : null;
}

function cursorOf(edges) {
  if (!edges) return 'zoom-in';
  const across = edges.left || edges.right, along = edges.top || edges.bottom;
  if (across && along) return (edges.left && edges.top) || (edges.right && edges.bottom) ? 'nwse-resize' : 'nesw-resize';
  return across ? 'ew-resize' : 'ns-resize';
}

/* The box with the held edges at a point: inside of the photo, at least a pixel wide, in tenths of a pixel. */
function moved([left, top, width, height], { x, y }) {
  const { naturalWidth, naturalHeight } = photo.image, within = (value, low, high) => Math.min(high, Math.max(low, value));
  const sides = [left, top, left + width, top + height];
  if (held.left) sides[0] = within(x, 0, sides[2] - 1);
  if (held.right) sides[2] = within(x, sides[0] + 1, naturalWidth);
  if (held.top) sides[1] = within(y, 0, sides[3] - 1);
  if (held.bottom) sides[3] = within(y, sides[1] + 1, naturalHeight);
  return [sides[0], sides[1], sides[2] - sides[0], sides[3] - sides[1]].map((value) => Math.round(value * 10) / 10);
}

const canDrag = () => photo && photo.where && Array.isArray(cells[bigCell].bbox) && objectsOf(bigCell).length === 1;

byId('big-photo').addEventListener('pointerdown', (event) => {
  held = canDrag() && event.button === 0 ? edgesAt(photoPoint(event)) : null;
  if (!held) return;
  event.preventDefault();
  byId('big-photo').setPointerCapture(event.pointerId);
  dragged = photo.box;
});
byId('big-photo').addEventListener('pointermove', (event) => {
  if (!canDrag()) return;
  byId('big-photo').style.cursor = cursorOf(held || edgesAt(photoPoint(event)));
  if (!held) return;
  dragged = moved(dragged, photoPoint(event));
  drawPhoto();
});
byId('big-photo').addEventListener('pointerup', () => {
  const box = dragged;
  held = dragged = null;
  if (!box) return;
  if (String(box) !== String(decisions.get(bigCell)?.bbox || cells[bigCell].bbox)) decide([bigCell], 'box', undefined, box);
});
byId('big-photo').addEventListener('pointercancel', () => {
  held = dragged = null;
  if (photo) drawPhoto();
});
