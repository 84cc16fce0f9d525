/* Cells that show a track: all of its crops, in the order of their frames. In the large view they stand in a strip; what is decided there is about the frames that are selected in it, or where none is about the whole track. */

const framesOf = (number) => cells[number].frames || [];
const isTrack = (number) => framesOf(number).length > 1;
const selected = { from: -1, to: -1 }; // of the track in the large view: the first and the last frame, as places in the strip

let narrowed = null; // the places of frames, while decideFrames() decides

/* The places of the frames that a verdict on the cell is about. */
function meantFrames(number) {
  const all = framesOf(number).map((_, k) => k);
  if (narrowed) return narrowed;
  return number === bigCell && selected.from >= 0 ? all.slice(Math.min(selected.from, selected.to), Math.max(selected.from, selected.to) + 1) : all;
}

/* The label that most frames have, as its number. */
function usualLabel(number) {
  const counts = new Map();
  for (const { label } of framesOf(number)) counts.set(label, (counts.get(label) || 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0][0];
}

/* What is decided of a frame; undefined where nothing is. */
const frameDecision = (number, k) => (mixed.has(number) ? mixed.get(number).get(objectsOf(number)[k]) : decisions.get(number));

/* The state of a track of which the meant frames get a verdict, as stateOf() has it. */
function withFrames(number, verdict, label, at) {
  const frames = framesOf(number), meant = new Set(meantFrames(number)), objects = objectsOf(number);
  const found = frames.map((frame, k) => {
    if (!meant.has(k)) return frameDecision(number, k);
    if (!verdict) return undefined;
    if (verdict !== 'relabel') return { verdict, at };
    return label === labels[frame.label] ? { verdict: 'ok', at } : { verdict, label, at };
  });
  if (found.every((decision) => same(decision, found[0]))) return { decision: found[0] };
  return { mixed: new Map(objects.map((object, k) => [object, found[k]]).filter(([, decision]) => decision)) };
}

/* Gives some frames of a track a verdict, by their places. */
function decideFrames(number, list, verdict, label) {
  narrowed = list;
  decide([number], verdict, label);
  narrowed = null;
}

const cellOfTrack = new Map(cells.flatMap((cell, number) => (isTrack(number) ? [[cell.track, number]] : [])));

/* The places of a track's frames whose numbers lie in a span; all without one. */
const framesIn = (number, first, last) => framesOf(number).flatMap(({ frame }, k) => (first === undefined || (frame >= first && frame <= last) ? [k] : []));

/* Spans of frames that are decided alike, [first, last, decision]: numbers of frames. */
function spansOf(number) {
  const spans = [], frames = framesOf(number);
  frames.forEach(({ frame }, k) => {
    const decision = frameDecision(number, k), before = spans[spans.length - 1];
    if (before && same(before[2], decision)) before[1] = frame;
    else spans.push([frame, frame, decision]);
  });
  return spans.filter(([, , decision]) => decision);
}

const countFrames = (n) => n + (n === 1 ? ' frame' : ' frames');
const frameName = (frame, k) => String(frame.frame ?? k);

/* How many frames a track has, and how often its label changes. */
function trackWords(number) {
  const { changes } = cells[number];
  return isTrack(number) ? countFrames(framesOf(number).length) + (changes ? `, ${changes} label change${changes === 1 ? '' : 's'}` : '') : '';
}

/* What is decided of frames that are not decided alike: "3 frames relabelled van, 9 frames right as it is". */
function partWords(number, words) {
  const counts = new Map();
  for (const { verdict, label } of mixed.get(number).values()) {
    const name = words(verdict, label);
    counts.set(name, (counts.get(name) || 0) + 1);
  }
  return [...counts].map(([name, n]) => `${countFrames(n)} ${name}`).join(', ');
}

/* ---- The strip ---- */

function frameUrl(number, k) {
  const { crop } = framesOf(number)[k];
  if (typeof crop !== 'string' || !crop) return '';
  if (served) return `frame/${number}/${k}`;
  const path = crop.split('/').map(encodeURIComponent).join('/');
  return crop.startsWith('/') ? 'file://' + path : data.base.split('/').map(encodeURIComponent).join('/') + path;
}

function frameElement(number, k) {
  const frame = framesOf(number)[k], element = make('button', undefined, { className: 'frame', tabIndex: -1 }), url = frameUrl(number, k);
  element.dataset.frame = k;
  element.setAttribute('role', 'option');
  const picture = make('span', undefined, { className: 'picture' });
  if (url) {
    const image = make('img', undefined, { alt: '', loading: 'lazy', draggable: false, src: url });
    image.addEventListener('error', () => image.remove()); // the crops are not beside this page
    picture.append(image);
  }
  element.append(picture, make('span', frameName(frame, k), { className: 'number' }), make('span', undefined, { className: 'of' }), make('span', undefined, { className: 'badge' }));
  return element;
}

/* Says of each frame in the strip what is given and decided, and which are selected. */
function markFrames() {
  const number = bigCell, strip = byId('big-strip');
  if (number < 0 || !isTrack(number)) return;
  const usual = usualLabel(number), meant = new Set(selected.from >= 0 ? meantFrames(number) : []);
  [...strip.children].forEach((element, k) => {
    const frame = framesOf(number)[k], { verdict, label } = frameDecision(number, k) || {}, name = labels[frame.label] || 'no label';
    element.classList.toggle('other', frame.label !== usual);
    element.classList.toggle('doubted', !!frame.doubtful);
    element.setAttribute('aria-selected', meant.has(k));
    if (verdict) element.dataset.verdict = verdict;
    else delete element.dataset.verdict;
    element.querySelector('.of').textContent = verdict === 'relabel' ? '→ ' + brief(label, 14) : frame.label === usual ? '' : brief(name, 14);
    element.querySelector('.badge').textContent = verdict ? GLYPHS[verdict] : '';
    element.title = [`frame ${frameName(frame, k)}`, visible(name), frame.doubtful ? 'doubtful' : '', verdict ? WORDS[verdict] + (label ? ' ' + visible(label) : '') : ''].filter(Boolean).join(', ');
    element.setAttribute('aria-label', element.title);
  });
  const n = meant.size, whole = framesOf(number).length;
  byId('big-span').textContent = n ? `${countFrames(n)} of ${whole} selected: what is decided is about ${n === 1 ? 'it' : 'them'} alone (v: the whole track)` : `${trackWords(number)}: what is decided is about all of them; a click or , and . selects a frame, with shift a span`;
}

function showFrames() {
  const part = byId('big-frames'), strip = byId('big-strip');
  selected.from = selected.to = -1;
  part.hidden = !isTrack(bigCell);
  strip.textContent = '';
  if (part.hidden) return;
  strip.append(...framesOf(bigCell).map((_, k) => frameElement(bigCell, k)));
  markFrames();
  const first = [...strip.children].find((element) => element.classList.contains('other'));
  if (first) first.scrollIntoView({ block: 'nearest', inline: 'center' });
  else strip.scrollLeft = 0;
}

/* Selects a frame, or with `more` all from the one that was selected first up to it. */
function selectFrame(k, more) {
  const n = framesOf(bigCell).length, to = Math.min(n - 1, Math.max(0, k));
  if (!more || selected.from < 0) selected.from = to;
  selected.to = to;
  markFrames();
  byId('big-strip').children[to].scrollIntoView({ block: 'nearest', inline: 'nearest' });
}

function stepFrame(by, more) {
  if (bigCell < 0 || !isTrack(bigCell)) say('no track is open: v opens one');
  else selectFrame(selected.from < 0 ? (by > 0 ? 0 : framesOf(bigCell).length - 1) : selected.to + by, more);
}

/* Unfolds a track; where it is unfolded, selects all of it again. */
function unfold(number) {
  if (number !== bigCell) {
    if (isTrack(number)) openBig(number);
    else say('this cell shows no track of several frames');
    return;
  }
  selected.from = selected.to = -1;
  markFrames();
}

byId('big-strip').addEventListener('click', (event) => {
  const frame = event.target.closest('.frame');
  if (frame) selectFrame(Number(frame.dataset.frame), event.shiftKey);
  byId('big').focus(); // so that keys mean verdicts again
});
onChange(markFrames);
