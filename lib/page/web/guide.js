/* Class by class: what is done, what is typical, and taking many suggestions at once. */

/* ---- How far each class is ---- */

function progressOf(group) {
  const facts = { framed: 0, decided: 0, unseen: 0 };
  for (let i = group.first; i < group.first + group.n; i++) {
    facts.framed += isFramed(i);
    facts.decided += isFramed(i) && isDecided(i);
    facts.unseen += !seen[i] && !isDecided(i);
  }
  return { ...facts, done: facts.unseen === 0 && facts.decided === facts.framed };
}

/* The list of groups says how far each is; it is brought up to date when it is about to be opened. */
function showGuide() {
  const options = byId('label').options;
  let done = 0;
  groups.forEach((group, number) => {
    const facts = progressOf(group), name = isNarrow() ? brief(group.name, 24) : visible(group.name || 'no label');
    done += facts.done;
    options[number + 1].textContent = `${facts.done ? '✓ ' : ''}${name} · ${facts.framed ? facts.decided + ' of ' + facts.framed + ' framed decided' : group.n}` + (facts.unseen ? `, ${facts.unseen} not seen` : '');
  });
  options[0].textContent = `all groups · ${done} of ${groups.length} done`;
}
for (const event of ['focus', 'pointerdown']) byId('label').addEventListener(event, showGuide);

/* ---- Typical crops in a heading ---- */

const TYPICAL = 6, TYPICAL_SIDE = 32;

/* Crops of the group that nobody doubts, the least doubtful of its first sheet: no other sheet is unpacked for them. */
function typicalIn(group) {
  if (group.typical) return group.typical;
  const sure = [];
  for (let i = group.first; i < group.first + group.n && cells[i].sheet === cells[group.first].sheet; i++) if (!isFramed(i)) sure.push(i);
  sure.sort((a, b) => (cells[a].score || 0) - (cells[b].score || 0));
  group.typical = sure.length >= 3 ? sure.slice(0, TYPICAL) : [];
  return group.typical;
}

function addTypical(group, parent) {
  if (isNarrow() || group.untold || cells[group.first].score === undefined) return;
  const strip = part(parent, 'div', '', 'typical');
  strip.title = 'typical of ' + visible(group.name);
  for (const number of typicalIn(group)) part(strip, 'div', '', 'tile').dataset.shows = number;
}

/* Shows the crops of a strip. Returns whether their sheet is loaded. */
function paintTypical(parent) {
  const open = parent.querySelectorAll('.typical .tile[data-shows]');
  for (const tile of open) {
    if (!paint(tile, cells[tile.dataset.shows], TYPICAL_SIDE)) return false;
    delete tile.dataset.shows;
  }
  return true;
}

/* ---- Taking all suggestions of a class above a probability ---- */

let acceptGroup = -1;

/* The framed crops of the group that were seen, have no verdict, and whose suggestion is at least so probable (percent). */
function acceptable(group, percent) {
  const list = [];
  for (let i = group.first; i < group.first + group.n; i++)
    if (cells[i].doubtful && cells[i].percent && suggestionOf(i) !== undefined && !isDecided(i) && cells[i].prob * 100 >= percent) list.push(i);
  return list;
}

function showAccept() {
  const group = groups[acceptGroup], percent = Number(byId('accept-percent').value), list = acceptable(group, percent), ready = list.filter((number) => seen[number]);
  const to = new Map();
  for (const number of ready) to.set(suggestionOf(number), (to.get(suggestionOf(number)) || 0) + 1);
  byId('accept-value').textContent = percent + ' %';
  byId('accept-text').textContent = ready.length === 0 ? 'No crop of this class that was looked at has such a suggestion.'
    : [...to].sort((a, b) => b[1] - a[1]).map(([label, n]) => `${n} ${isMissing(cells[group.first]) ? '+' : '→'} ${short(label)}`).join(', ');
  byId('accept-unseen').textContent = list.length > ready.length ? `${list.length - ready.length} more were not looked at yet and stay open.` : '';
  byId('accept-yes').textContent = `${isMissing(cells[group.first]) ? 'Add to' : 'Relabel'} ${ready.length}`;
  byId('accept-yes').disabled = ready.length === 0;
  return ready;
}

function openAccept(number) {
  acceptGroup = number;
  byId('accept-name').textContent = visible(groups[number].name);
  showAccept();
  byId('accept').showModal();
}

byId('accept-percent').addEventListener('input', showAccept);
byId('accept-no').addEventListener('click', () => byId('accept').close());
byId('accept-yes').addEventListener('click', () => {
  const ready = showAccept();
  byId('accept').close();
  beginStep();
  for (const number of ready) decide([number], 'relabel', suggestionOf(number));
  endStep();
  say(`${ready.length} ${isMissing(cells[groups[acceptGroup].first]) ? 'get the label' : 'relabelled as suggested'}; z takes it back`);
  backToGrid();
});
