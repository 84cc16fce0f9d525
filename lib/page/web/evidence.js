/* What a decision is made by, beside the crop and its photo: the likeliest classes, typical crops of the given and the likelier one, the crops that are most alike. mlfix-rank --evidence finds it; without it the suggestion alone is known. */

const TYPICAL_SHOWN = 5, LIKE_THIS = 60; // crops of a strip; crops that "more like this" shows at most

/* [[label, probability], ...] of the cell, the likeliest first; null where that is not known. */
function likelyOf(number) {
  const flat = data.likely && data.likely[number];
  if (!flat) return null;
  return flat.filter((_, k) => k % 2 === 0).map((label, k) => [label, flat[2 * k + 1]]);
}

const nearOf = (number) => (data.near && data.near[number]) || [];

/* ---- The likeliest classes: each can be given to the crop ---- */

function showLikely() {
  const list = byId('big-likely'), likely = likelyOf(bigCell), given = cells[bigCell].label, chosen = decisions.get(bigCell)?.label;
  list.textContent = '';
  for (const [label, probability] of likely || []) {
    const name = labels[label], button = make('button', undefined, { title: label === given ? 'the given label: right as it is' : 'it is ' + visible(name) });
    button.style.setProperty('--share', 100 * Math.min(1, probability) + '%');
    button.append(make('span', brief(name, 34), { className: 'of' }), make('span', label === given ? 'given' : '', { className: 'given' }), make('span', probability < 0.005 ? '< 1 %' : percentage(Math.round(probability * 100) / 100), { className: 'percent' }));
    button.setAttribute('aria-pressed', String(chosen === name || (label === given && verdictOf(bigCell) === 'ok')));
    button.addEventListener('click', () => {
      decide([bigCell], 'relabel', name); // the given one: right as it is
      byId('big').focus();
    });
    list.append(button);
  }
  list.hidden = !likely;
}

/* ---- Strips of crops ---- */

/* Crops of a class that nobody doubts, spread over the class; `but` is left out. */
function typicalOf(label, but) {
  const sure = [];
  cells.forEach((cell, number) => {
    if (cell.label === label && !isFramed(number) && number !== but && !['wrong', 'remove', 'relabel'].includes(verdictOf(number))) sure.push(number);
  });
  sure.sort((a, b) => (cells[a].score || 0) - (cells[b].score || 0));
  const half = sure.slice(0, Math.max(TYPICAL_SHOWN, Math.ceil(sure.length / 2))), n = Math.min(TYPICAL_SHOWN, half.length);
  return Array.from({ length: n }, (_, k) => half[Math.floor(((k + 0.5) * half.length) / n)]);
}

/* A crop that leads to its cell. */
function crop(number, side) {
  const tile = make('button', undefined, { className: 'tile crop', title: describe(number) });
  tile.setAttribute('aria-label', describe(number));
  tile.classList.toggle('framed', isFramed(number));
  paintSoon(() => paint(tile, cells[number], side));
  tile.addEventListener('click', () => showInstead(number));
  return tile;
}

/* Another cell in the large view; where it is not shown in the grid, the grid shows all again. */
function showInstead(number) {
  if (!place.has(number)) showAll();
  openBig(number);
}

function showTypical() {
  const cell = cells[bigCell], parts = byId('big-typical'), likely = likelyOf(bigCell);
  const other = suggestionOf(bigCell) !== undefined ? cell.suggest : likely ? (likely.find(([label]) => label !== cell.label) || [-1])[0] : -1;
  const side = Math.max(40, Math.min(120, Math.floor((parts.clientWidth / (isNarrow() ? 1 : 2) - 7) / TYPICAL_SHOWN) - 4));
  parts.textContent = '';
  for (const label of [cell.label, other]) {
    const list = label >= 0 ? typicalOf(label, bigCell) : [];
    if (label < 0 || !labels[label]) continue;
    const part = make('div'), row = make('div', undefined, { className: 'strip' });
    row.append(...list.map((number) => crop(number, side)));
    part.append(make('p', `typical ${brief(labels[label], 30, labels[label === other ? cell.label : other])}`, { title: visible(labels[label]) }), list.length ? row : make('p', 'none that nobody doubts', { className: 'hint' }));
    parts.append(part);
  }
}

function showNear() {
  const part = byId('big-near'), near = nearOf(bigCell), given = cells[bigCell].label, row = make('div', undefined, { className: 'strip near' });
  part.textContent = '';
  part.hidden = near.length === 0;
  if (near.length === 0) return;
  const side = Math.max(64, Math.min(130, Math.floor(part.clientWidth / near.length) - 4));
  part.style.setProperty('--side', side + 'px');
  for (const number of near) {
    const { label } = cells[number], decided = decisions.get(number)?.label, name = decided === undefined ? labels[label] || 'no label' : decided;
    const one = make('div', undefined, { className: 'neighbour' + (label === given ? '' : ' other') });
    one.append(crop(number, side), make('span', breakable(brief(name, 22)), { title: visible(name) }));
    row.append(one);
  }
  const more = make('button', 'more like this (l)', { title: 'only these and those like them in the grid' });
  more.addEventListener('click', () => moreLikeThis(bigCell));
  const head = make('p', `most alike: ${near.filter((number) => cells[number].label === given).length} of ${near.length} have the given label`);
  head.append(' ', more);
  part.append(head, row);
}

function showEvidence() {
  showLikely();
  showTypical();
  showNear();
}

/* ---- More like this ---- */

/* The cell, those that are most like it, those like them, and so on. */
function likeThis(number) {
  const found = new Set([number]);
  for (const one of found) for (const other of nearOf(one)) if (found.size < LIKE_THIS) found.add(other);
  return found;
}

function moreLikeThis(number) {
  if (nearOf(number).length === 0) {
    say('what is like it is not known: mlfix-rank --evidence finds it');
    return;
  }
  const list = likeThis(number);
  if (byId('big').open) byId('big').close();
  choosePick('like ' + cells[number].name, (other) => list.has(other));
  goTo(number);
}
