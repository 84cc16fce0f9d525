/* The large view of one cell: the crop as sharp as its photo is, the whole photo with the box, what is known, typical crops of both classes. Photos are looked for beside the page; where one is missing, the sheet's picture of the crop is shown instead. */

let bigCell = -1;
let photo = null; // {cell, image}: of the cell in the large view, when it is loaded
let whole = 1; // how many times the photo is enlarged around its box; 1: all of it

const digits = (number) => (typeof number === 'number' ? Number(number.toPrecision(4)) : number);

/* A probability in percent, of which certainty is never claimed. */
const percentage = (value) => (typeof value !== 'number' ? undefined : value > 0.995 ? '> 99 %' : digits(value * 100) + ' %');

/* The address of the cell's photo: where the records say, seen from this page. */
function photoUrl(cell) {
  if (typeof cell.image !== 'string' || !cell.image) return '';
  const path = cell.image.split('/').map(encodeURIComponent).join('/');
  return cell.image.startsWith('/') ? 'file://' + path : data.base.split('/').map(encodeURIComponent).join('/') + path;
}

/* Whether the photo has what the box names. */
function boxIn(cell, image) {
  if (!Array.isArray(cell.bbox) || cell.bbox.length !== 4) return [0, 0, image.naturalWidth, image.naturalHeight];
  const [x, y, width, height] = cell.bbox;
  return width > 0 && height > 0 && x < image.naturalWidth && y < image.naturalHeight && x + width > 0 && y + height > 0 ? cell.bbox : null;
}

/* Fits a canvas to what it shows, with as many pixels as the screen has. Returns its context and size. */
function prepare(canvas) {
  const scale = window.devicePixelRatio || 1, { width, height } = canvas.getBoundingClientRect();
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const context = canvas.getContext('2d');
  context.imageSmoothingQuality = 'high';
  return { context, width: canvas.width, height: canvas.height, scale };
}

const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function outline(context, x, y, width, height, scale) {
  for (const [line, ink] of [[4, '#000'], [2, colour('--doubt')]]) {
    context.lineWidth = line * scale;
    context.strokeStyle = ink;
    context.strokeRect(x, y, width, height);
  }
}

/* Shows the part of the photo around a rectangle that fills the canvas, and the box in it. Returns where the photo's pixels are in the canvas: {zoom, left, top}, in pixels of the page. */
function showPart(canvas, image, [x, y, w, h], box) {
  const { context, width, height, scale } = prepare(canvas), zoom = Math.min(width / w, height / h);
  context.clearRect(0, 0, width, height);
  context.setTransform(zoom, 0, 0, zoom, width / 2 - (x + w / 2) * zoom, height / 2 - (y + h / 2) * zoom);
  context.drawImage(image, 0, 0);
  context.setTransform(1, 0, 0, 1, 0, 0);
  if (box) outline(context, (box[0] - x - w / 2) * zoom + width / 2, (box[1] - y - h / 2) * zoom + height / 2, box[2] * zoom, box[3] * zoom, scale);
  return { zoom: zoom / scale, left: (width / 2 - (x + w / 2) * zoom) / scale, top: (height / 2 - (y + h / 2) * zoom) / scale };
}

function grown([x, y, width, height], by) {
  const more = Math.max(width, height) * by;
  return [x - more, y - more, width + 2 * more, height + 2 * more];
}

/* Draws the crop of the sheet, when the photo is not there. */
function showSheetCrop() {
  const number = bigCell, cell = cells[number], picture = new Image();
  picture.onload = () => {
    if (number !== bigCell || photo) return;
    const { context, width, height } = prepare(byId('big-picture')), side = Math.min(width, height);
    context.clearRect(0, 0, width, height);
    context.drawImage(picture, cell.x, cell.y, data.cell, data.cell, (width - side) / 2, (height - side) / 2, side, side);
  };
  picture.src = sheetUrl(cell.sheet);
}

function drawPhoto() {
  const cell = cells[bigCell], { image } = photo, box = dragged || decisions.get(bigCell)?.bbox || boxIn(cell, image);
  const all = [0, 0, image.naturalWidth, image.naturalHeight];
  byId('big-photo').hidden = !cell.bbox; // first, since it changes the other's size
  showPart(byId('big-picture'), image, cell.bbox ? grown(box, 0.1) : all, null);
  if (!cell.bbox) return;
  /* Between all of the photo (1) and the box with some of its surroundings. */
  const [x, y, width, height] = box, w = Math.max(image.naturalWidth / whole, width * 1.5), h = Math.max(image.naturalHeight / whole, height * 1.5);
  const left = whole > 1 ? x + width / 2 - w / 2 : 0, top = whole > 1 ? y + height / 2 - h / 2 : 0;
  if (!dragged || !photo.where) photo.shown = whole > 1 ? [left, top, w, h] : all; // nothing moves while an edge does
  photo.where = showPart(byId('big-photo'), image, photo.shown, box);
  photo.box = box;
}

function showPicture() {
  const number = bigCell, cell = cells[number], url = photoUrl(cell);
  if (photo && photo.cell === number) {
    drawPhoto();
    return;
  }
  photo = null;
  byId('big-photo').hidden = true;
  showSheetCrop();
  if (!url) return;
  const image = new Image();
  image.onload = () => {
    if (number !== bigCell || !boxIn(cell, image)) return;
    photo = { cell: number, image };
    drawPhoto();
  };
  image.src = url;
}

/* ---- What is known ---- */

function showFacts() {
  const cell = cells[bigCell], main = byId('big-main'), more = byId('big-more');
  main.textContent = more.textContent = '';
  const say = (list, name, value, className = '') => {
    if (value !== undefined && value !== null && value !== '') list.append(make('dt', name), make('dd', String(value), { className }));
  };
  say(main, 'label', labels[cell.label] || 'no label', 'label');
  say(main, 'likelier', suggestionOf(bigCell), 'label');
  say(main, 'probability', percentage(cell.prob));
  say(main, 'verdict', verdictWords(bigCell), 'verdict');
  say(more, 'doubt', digits(cell.score));
  say(more, 'label is wrong', percentage(cell.wrong));
  say(more, 'findings', (cell.issues || []).join(', '));
  say(more, 'cell', placeName(bigCell));
  say(more, cell.ids && cell.ids.length > 1 ? cell.ids.length + ' objects' : 'object', (cell.ids || []).join('\n'));
  say(more, 'photo', cell.image);
  say(more, 'box', cell.bbox ? cell.bbox.join(', ') : '');
  say(more, 'another box', decisions.get(bigCell)?.bbox?.join(', '));
  say(more, 'unreadable', cell.error);
  byId('big').dataset.verdict = verdictOf(bigCell) || '';
  byId('big-accept').hidden = suggestionOf(bigCell) === undefined;
  byId('big-accept').textContent = '→ ' + brief(suggestionOf(bigCell) || '', 30) + ' (s)';
  paint(byId('big-tile'), cell, 96); // as on the sheet: what is dark is shown clearer there
}

/* Crops of a class that nobody doubts, spread over the class; `but` is left out. */
function typicalOf(label, but) {
  const sure = [];
  cells.forEach((cell, number) => {
    if (cell.label === label && !isFramed(number) && number !== but && !['wrong', 'remove', 'relabel'].includes(verdictOf(number))) sure.push(number);
  });
  sure.sort((a, b) => (cells[a].score || 0) - (cells[b].score || 0));
  const half = sure.slice(0, Math.max(6, Math.ceil(sure.length / 2))), n = Math.min(6, half.length);
  return Array.from({ length: n }, (_, k) => half[Math.floor(((k + 0.5) * half.length) / n)]);
}

function showTypical() {
  const cell = cells[bigCell], parts = byId('big-typical');
  parts.textContent = '';
  for (const label of new Set([cell.label, cell.suggest])) {
    const list = label >= 0 ? typicalOf(label, bigCell) : [];
    if (list.length === 0) continue;
    const row = make('div', undefined, { className: 'strip' });
    for (const number of list) {
      const tile = make('div', undefined, { className: 'tile', title: describe(number) });
      paint(tile, cells[number], 48);
      row.append(tile);
    }
    parts.append(make('p', 'typical ' + labels[label]), row);
  }
}

/* ---- Opening, closing ---- */

function drawBig() {
  showFacts();
  showPicture();
}

function openBig(cell) {
  goTo(cell);
  whole = 1;
  if (!byId('big').open) byId('big').showModal();
  byId('big').focus(); // no button has the focus: Enter means the suggestion
  bigCell = cell;
  drawBig();
  showTypical();
}

function zoomPhoto(factor) {
  whole = Math.min(32, Math.max(1, whole * factor));
  if (photo) drawPhoto();
}

function bigButton(name, action) {
  const button = make('button', name);
  button.addEventListener('click', () => {
    action();
    byId('big').focus(); // so that Enter goes on to mean the suggestion
  });
  byId('big-buttons').append(button);
  return button;
}

bigButton('', () => decide([bigCell], 'relabel', suggestionOf(bigCell))).id = 'big-accept';
bigButton('→ another … (r)', () => openPicker(bigCell));
for (const [name, verdict, key] of menuVerdicts) bigButton(name + ' (' + key + ')', () => decide([bigCell], verdict));
bigButton('close', () => byId('big').close());
byId('big').addEventListener('click', (event) => {
  if (event.target === byId('big')) byId('big').close();
});
byId('big-photo').addEventListener('wheel', (event) => {
  event.preventDefault();
  zoomPhoto(event.deltaY < 0 ? 1.25 : 0.8);
});
byId('big').addEventListener('close', () => {
  const cell = bigCell;
  bigCell = -1;
  photo = null;
  goTo(cell);
});
window.addEventListener('resize', () => {
  if (bigCell >= 0) showPicture();
});
onChange(() => {
  if (bigCell < 0) return;
  showFacts();
  if (photo) drawPhoto();
});
