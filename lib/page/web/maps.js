/* Maps of what is doubted, each part of which chooses the cells that the grid shows: labels against suggestions, and how scores are spread. */

const MATRIX = 16, BINS = 40; // classes of the table, bars of the histogram

const NO_LABEL = cells.some(isMissing) ? 'missing' : 'no label';

/* ---- What the maps choose ---- */

function choosePick(name, pick) {
  filters.pick = pick;
  byId('pick').textContent = name + ' ×';
  byId('pick').title = 'only these: ' + name + '. Click to see all again';
  byId('pick').hidden = !pick;
  if (byId('maps').open) byId('maps').close();
  filter();
  backToGrid();
}

/* No choice is left: all cells are shown. */
function showAll() {
  filters.pick = null;
  byId('pick').hidden = true;
  byId('filter').value = 'all';
  byId('label').value = '-1';
  byId('search').value = '';
  filter();
}

/* ---- Labels against suggestions ---- */

/* Counts of framed crops by label and suggestion: Map("label suggest" -> {label, suggest, n, open}). */
function countPairs() {
  const pairs = new Map();
  cells.forEach((cell, number) => {
    if (!cell.doubtful || suggestionOf(number) === undefined) return;
    const key = cell.label + ' ' + cell.suggest, pair = pairs.get(key) || { label: cell.label, suggest: cell.suggest, n: 0, open: 0 };
    pair.n += objectsOf(number).length;
    pair.open += isDecided(number) ? 0 : objectsOf(number).length;
    pairs.set(key, pair);
  });
  return pairs;
}

function pairButton(pair, most) {
  const { label, suggest, n, open } = pair, words = `${n} labelled ${visible(labels[label] || NO_LABEL)}, perhaps ${visible(labels[suggest])}, ${open} of them without a verdict`;
  const button = make('button', String(n), { title: words });
  button.setAttribute('aria-label', words);
  button.style.setProperty('--share', Math.round(15 + (70 * Math.log1p(n)) / Math.log1p(most)) + '%');
  button.addEventListener('click', () =>
    choosePick(`${brief(labels[label] || NO_LABEL, 20)} → ${brief(labels[suggest], 20, labels[label])}`, (number) => cells[number].doubtful && cells[number].label === label && cells[number].suggest === suggest));
  return button;
}

/* The classes that are confused most as a table, the other pairs as a list. */
function showMatrix() {
  const pairs = countPairs(), weight = new Map(), most = Math.max(1, ...[...pairs.values()].map((pair) => pair.n));
  for (const { label, suggest, n } of pairs.values()) for (const one of [label, suggest]) weight.set(one, (weight.get(one) || 0) + n);
  const chosen = [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a) || a - b).slice(0, MATRIX).sort((a, b) => short(labels[a] || '').localeCompare(short(labels[b] || ''), 'en', { numeric: true }));
  const table = byId('matrix'), others = byId('pairs'), head = make('tr');
  table.textContent = others.textContent = '';
  head.append(make('th', 'label \\ suggested'));
  for (const label of chosen) head.append(make('th', brief(labels[label] || NO_LABEL, 14), { title: visible(labels[label] || NO_LABEL), scope: 'col', className: 'column' }));
  table.append(head);
  for (const label of chosen) {
    const row = make('tr');
    row.append(make('th', brief(labels[label] || NO_LABEL, isNarrow() ? 13 : 22), { title: visible(labels[label] || NO_LABEL), scope: 'row' }));
    for (const suggest of chosen) {
      const pair = pairs.get(label + ' ' + suggest), field = make('td');
      if (pair) field.append(pairButton(pair, most));
      row.append(field);
    }
    table.append(row);
  }
  const rest = [...pairs.values()].filter(({ label, suggest }) => !chosen.includes(label) || !chosen.includes(suggest)).sort((a, b) => b.n - a.n).slice(0, 200);
  for (const pair of rest) {
    const line = make('li', `${short(labels[pair.label] || NO_LABEL)} → ${short(labels[pair.suggest])} `);
    line.append(pairButton(pair, most));
    others.append(line);
  }
  byId('no-pairs').hidden = pairs.size > 0;
}

/* ---- Scores ---- */

/* How many crops have a score in each part of the range; bars are as high as the logarithm of that, or the few doubtful ones could not be seen. */
function showScores() {
  const scored = cells.filter((cell) => typeof cell.score === 'number'), bars = byId('scores');
  bars.textContent = '';
  byId('no-scores').hidden = scored.length > 0;
  if (scored.length === 0) return;
  const least = Math.min(0, ...scored.map((cell) => cell.score)), most = Math.max(...scored.map((cell) => cell.score), least + 1e-9), width = (most - least) / BINS;
  const binOf = (cell) => (typeof cell.score === 'number' ? Math.min(BINS - 1, Math.floor((cell.score - least) / width)) : -1);
  const all = new Array(BINS).fill(0), framed = new Array(BINS).fill(0);
  for (const cell of scored) {
    all[binOf(cell)]++;
    if (cell.doubtful || cell.boxed) framed[binOf(cell)]++;
  }
  const tallest = Math.log1p(Math.max(...all)), text = (value) => String(Number(value.toPrecision(3)));
  for (let k = 0; k < BINS; k++) {
    const range = `${text(least + k * width)} to ${text(least + (k + 1) * width)}`, words = `doubt ${range}: ${all[k]} crops, ${framed[k]} framed`;
    const bar = make('button', '', { title: words, disabled: all[k] === 0 });
    bar.setAttribute('aria-label', words);
    bar.style.setProperty('--height', (100 * Math.log1p(all[k])) / tallest + '%');
    bar.style.setProperty('--framed', all[k] ? (100 * framed[k]) / all[k] + '%' : '0%');
    bar.addEventListener('click', () => choosePick('doubt ' + range, (number) => binOf(cells[number]) === k));
    bars.append(bar);
  }
  byId('least').textContent = text(least);
  byId('most').textContent = text(most);
}

function openMaps() {
  showMatrix();
  showScores();
  byId('maps').showModal();
  byId('maps').focus();
  byId('maps').scrollTop = 0;
  showPlane(); // when its size is known
}

byId('pick').addEventListener('click', () => choosePick('', null));
byId('open-maps').addEventListener('click', openMaps);
byId('close-maps').addEventListener('click', () => byId('maps').close());
byId('maps').addEventListener('click', (event) => {
  if (event.target === byId('maps')) byId('maps').close();
});
