/* The large view of one cell: the crop as sharp as its photo is, the whole photo with the box, what is known, typical crops of both classes. Photos are looked for beside the page; where one is missing, the sheet's picture of the crop is shown instead. */

let bigCell = -1;
let photo = null; // {cell, image}: of the cell in the large view, when it is loaded
let ownSize = false; // the crop is shown pixel by pixel
let whole = 1; // how many times the photo is enlarged around its box; 1: all of it

const digits = (number) => (typeof number === 'number' ? Number(number.toPrecision(4)) : number);

/* A probability in percent, of which neither certainty nor more than two digits are claimed. */
const percentage = (value) => (typeof value !== 'number' ? undefined : value > 0.995 ? '> 99 %' : value < 0.001 ? '< 0.1 %' : Number((value * 100).toPrecision(2)) + ' %');

/* How probable it is that the label is wrong: no estimate from pictures alone is sure, so the least and the most of it stand beside. */
function wrongWords({ wrong, wrong_low: low, wrong_high: high }) {
  return typeof low === 'number' && typeof high === 'number' ? `${percentage(wrong)}, from ${percentage(low)} to ${percentage(high)}` : percentage(wrong);
}

/* The address of the cell's photo: where the records say, seen from this page. */
function photoUrl(cell) {
  if (typeof cell.image !== 'string' || !cell.image) return '';
  if (served) return 'photo/' + cells.indexOf(cell);
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

/* The crop as large as it fits, or pixel by pixel of the photo, and how many those are. */
function showCrop(image, part, [, , width, height]) {
  const canvas = byId('big-picture'), r = canvas.getBoundingClientRect(), fits = Math.min(r.width / part[2], r.height / part[3]);
  const zoom = ownSize ? Math.min(1, fits) : fits, [x, y, w, h] = part, [wide, high] = [r.width / zoom, r.height / zoom];
  showPart(canvas, image, [x + w / 2 - wide / 2, y + h / 2 - high / 2, wide, high], null);
  byId('big-size').textContent = `${Math.round(width)} × ${Math.round(height)} px of the photo, ${zoom === 1 ? 'as they are' : 'shown ' + digits(Math.round(zoom * 10) / 10) + ' times as large'} (i)`;
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
  paintSoon(() => {
    const url = sheetUrl(cell.sheet);
    if (url) picture.src = url;
    return !!url;
  });
}

function drawPhoto() {
  const cell = cells[bigCell], { image } = photo, box = dragged || decisions.get(bigCell)?.bbox || boxIn(cell, image);
  const all = [0, 0, image.naturalWidth, image.naturalHeight];
  byId('big-photo').hidden = !cell.bbox; // first, since it changes the other's size
  showCrop(image, cell.bbox ? grown(box, 0.1) : all, cell.bbox ? box : all);
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
  byId('big-size').textContent = url ? '' : 'as on the sheet: the photo is not known';
  showSheetCrop();
  if (!url) return;
  const image = new Image();
  image.onload = () => {
    if (number !== bigCell || !boxIn(cell, image)) return;
    photo = { cell: number, image };
    drawPhoto();
  };
  image.onerror = () => {
    if (number === bigCell) byId('big-size').textContent = 'as on the sheet: the photo is not beside this page';
  };
  image.src = url;
}

function toggleOwnSize() {
  ownSize = !ownSize;
  if (photo) drawPhoto();
}

/* ---- What is known ---- */

function showFacts() {
  const cell = cells[bigCell], main = byId('big-main'), more = byId('big-more');
  main.textContent = more.textContent = '';
  const say = (list, name, value, className = '') => {
    if (value !== undefined && value !== null && value !== '') list.append(make('dt', name), make('dd', String(value), { className }));
  };
  say(main, 'label', visible(ownName(cell)), 'label');
  if (ofSet(bigCell)) {
    say(main, 'shows ' + brief(labels[cell.label >= 0 ? cell.label : cell.suggest] || '', 20), percentage(cell.prob));
    say(main, 'the photo has', [...labelsOf(bigCell)].map(visible).join(', ') || 'no label');
  } else if (!likelyOf(bigCell)) {
    say(main, 'likelier', visible(suggestionOf(bigCell) || ''), 'label');
    say(main, 'probability', percentage(cell.prob));
  }
  say(main, 'verdict', verdictWords(bigCell), 'verdict');
  say(more, 'doubt', digits(cell.score));
  say(more, 'label is wrong', wrongWords(cell));
  say(more, 'findings', visible((cell.issues || []).join(', ')));
  say(more, 'track', visible(cell.track || ''));
  say(more, 'cell', placeName(bigCell));
  say(more, cell.ids && cell.ids.length > 1 ? cell.ids.length + ' objects' : 'object', (cell.ids || []).map(visible).join('\n'));
  say(more, 'photo', visible(cell.image || ''));
  say(more, 'box', cell.bbox ? cell.bbox.join(', ') : '');
  say(more, 'another box', decisions.get(bigCell)?.bbox?.join(', '));
  say(more, 'unreadable', visible(cell.error || ''));
  byId('big').dataset.verdict = verdictOf(bigCell) || '';
  byId('big-accept').hidden = suggestionOf(bigCell) === undefined || ofSet(bigCell); // of a set, what x says is the same
  showVerdicts();
  byId('big-accept').textContent = '→ ' + brief(suggestionOf(bigCell) || '', 30) + ' (s)';
  paint(byId('big-tile'), cell, 96); // as on the sheet: what is dark is shown clearer there
}

/* ---- Opening, closing ---- */

function drawBig() {
  showFacts();
  showPicture();
}

function openBig(cell) {
  goTo(cell);
  whole = 1;
  ownSize = false;
  if (!byId('big').open) byId('big').showModal();
  byId('big').focus(); // no button has the focus: Enter means the suggestion
  bigCell = cell;
  showFrames();
  drawBig();
  showEvidence();
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
const bigAnother = bigButton('', () => openPicker(bigCell));
const bigVerdicts = ALL_VERDICTS.map(([, verdict]) => [verdict, bigButton('', () => decide([bigCell], verdict))]);

function showVerdicts() {
  bigAnother.textContent = (isMissing(cells[bigCell]) ? '+' : '→') + ' another … (r)';
  const offers = verdictsFor(bigCell);
  for (const [verdict, button] of bigVerdicts) {
    const offer = offers.find(([, one]) => one === verdict);
    button.hidden = !offer;
    button.textContent = offer ? offer[0] + ' (' + offer[2] + ')' : '';
  }
}


bigButton('close', () => byId('big').close());
byId('big').addEventListener('click', (event) => {
  if (event.target === byId('big')) byId('big').close();
});
byId('big-picture').addEventListener('click', toggleOwnSize);
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
  showLikely();
  if (photo) drawPhoto();
});
