/* Long names made short: what a label shares with all others, or with the one beside it, need not be read again. */

/* The text with characters that have no shape, or turn the direction of what stands around them, as escapes: a name comes from strangers, and must not look like another. */
function visible(text) {
  return String(text).replace(/[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udc7f]/g, (one) =>
    one.split('').map((unit) => '\\u' + unit.charCodeAt(0).toString(16).padStart(4, '0')).join(''));
}

const JOINT = /--+|__+|::|\//;

/* Labels of one family share their beginning and end. This finds how long these are. */
const common = (() => {
  const known = labels.filter(Boolean);
  if (known.length < 3) return [0, 0];
  let [begin, end] = [0, 0];
  const shortest = Math.min(...known.map((label) => label.length)), first = known[0];
  while (begin < shortest && known.every((label) => label[begin] === first[begin])) begin++;
  while (end < shortest - begin && known.every((label) => label[label.length - 1 - end] === first[first.length - 1 - end])) end++;
  while (begin > 0 && /[\p{L}\p{N}]/u.test(first[begin - 1])) begin--;
  while (end > 0 && /[\p{L}\p{N}]/u.test(first[first.length - end])) end--;
  return begin + end >= 6 ? [begin, end] : [0, 0];
})();

/* The forms of a label, from the shortest: without its outer parts where parts are joined by "--", "__", "::" or "/", as in "regulatory--stop--g1". */
function formsOf(label) {
  const whole = label.slice(common[0], label.length - common[1]) || label, joints = [...whole.matchAll(new RegExp(JOINT, 'g'))];
  const first = joints[0], last = joints[joints.length - 1], forms = [];
  if (!first || !first.index || last.index + last[0].length === whole.length) return [whole];
  const front = first.index + first[0].length;
  if (joints.length > 1) forms.push(whole.slice(front, last.index), whole.slice(front));
  else if (whole.length - front > 3) forms.push(whole.slice(front)); // more than a mere "g1"
  return [...forms.filter((form) => /\p{L}/u.test(form)), whole];
}

/* Each label's shortest form that no other label has. */
const shortOf = (() => {
  const owners = new Map(), forms = new Map();
  for (const label of new Set(labels.filter(Boolean))) {
    forms.set(label, formsOf(label));
    for (const form of new Set(forms.get(label))) owners.set(form, (owners.get(form) || 0) + 1);
  }
  return new Map([...forms].map(([label, list]) => [label, list.find((form) => owners.get(form) === 1) || label]));
})();
const short = (label) => visible(shortOf.get(label) || label);

/* The label in `room` characters. What it shares with the label beside it goes first, whole words of it; then its middle. The end stays as long as it can: it is what tells labels of a family apart. */
function brief(label, room, beside) {
  let text = short(label);
  if (text.length <= room) return text;
  const other = beside ? short(beside) : '';
  let same = 0;
  while (same < text.length && text[same] === other[same]) same++;
  while (same > 0 && /[\p{L}\p{N}]/u.test(text[same - 1])) same--;
  if (same > 1 && same < text.length) text = '…' + text.slice(same);
  if (text.length <= room) return text;
  const front = Math.floor((room - 1) / 3);
  return text.slice(0, front) + '…' + text.slice(text.length - (room - 1 - front));
}

/* Lets a browser break the line behind joints; it does so by itself only behind "-". */
const breakable = (text) => text.replace(/([_/.:])(?=[^_/.:])/g, '$1\u200b');

/* ---- How much room texts take in the font of captions ---- */

const pen = document.createElement('canvas').getContext('2d');
const widths = new Map(); // of words

function widthOf(word) {
  if (!widths.has(word)) {
    pen.font = '11px system-ui, "DejaVu Sans", sans-serif'; // as in the style sheet
    widths.set(word, pen.measureText(word).width);
  }
  return widths.get(word);
}

/* How many lines of a width in px a text takes, broken behind joints and at blanks, and within words that are wider. */
function linesOf(text, width) {
  let lines = 1, at = 0;
  for (const piece of text.split(/(?<=[-_/.: ])(?=[^-_/.: ])/)) {
    const needed = widthOf(piece.trimEnd());
    if (at > 0 && at + needed > width) {
      lines++;
      at = 0;
    }
    if (needed > width) lines += Math.floor(needed / (width - 8));
    at = needed > width ? needed % (width - 8) : at + widthOf(piece);
  }
  return lines;
}

const fits = new Map(); // of what is asked for below

/* The label as it fits so many lines, with something behind it. */
function fitted(label, width, lines, behind, beside) {
  const asked = [label, width, lines, behind, beside].join('\n');
  let length = Math.ceil((width * lines) / 4), text = fits.get(asked);
  if (text !== undefined) return text;
  do text = brief(label, length--, beside);
  while (length > 4 && linesOf(text + behind, width) > lines);
  fits.set(asked, text);
  return text;
}
