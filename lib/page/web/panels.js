/* What stands around the grid of cells: the bar, the line on the current cell, the labels under the number keys, and the menu. */

const byId = (id) => document.getElementById(id);
const iconOf = new Map(groups.filter((group) => group.icon).map((group) => [group.name, group.icon]));

function make(tag, text, attributes) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  Object.assign(element, attributes);
  return element;
}

const isNarrow = () => window.innerWidth < NARROW;

/* ---- The current cell, and what has just happened ---- */

/* The cell to which keys and buttons apply: the one that is marked as current. */
function target() {
  if (bigCell >= 0) return bigCell;
  settle();
  if (here < 0) say('no cell is current: point at one, or press an arrow');
  return here;
}

function say(text) {
  byId('note').textContent = text;
}

function showNow() {
  const now = byId('now');
  now.textContent = '';
  if (here < 0) return;
  const cell = cells[here], name = isNarrow() ? short : visible;
  now.append(make('b', cell.name), make('span', name(ownName(cell))));
  if (isTrack(here)) now.append(make('span', trackWords(here), { className: cell.changes ? 'doubt' : '' }));
  for (const words of doubtWords(here, name)) now.append(make('span', words, { className: 'doubt' }));
  const verdict = verdictWords(here);
  if (verdict) now.append(make('span', verdict, { className: 'verdict' }));
  now.dataset.verdict = verdictOf(here) || '';
}

/* ---- The labels under the number keys: the same for the whole review ---- */

const digitLabels = (() => {
  const weight = new Map();
  const add = (label, n) => label >= 0 && weight.set(label, (weight.get(label) || 0) + n);
  for (const cell of cells) {
    if (cell.doubtful) add(cell.suggest, 1000); // those that are suggested most, then the most frequent
    add(cell.label, 1);
  }
  return [...weight.keys()].sort((a, b) => weight.get(b) - weight.get(a) || a - b).slice(0, 9);
})();

function showDigits() {
  const bar = byId('labels');
  digitLabels.forEach((label, i) => {
    const button = make('button', undefined, { title: visible(labels[label]) });
    button.dataset.label = label;
    button.append(make('kbd', String(i + 1)));
    if (iconOf.has(labels[label])) button.append(make('img', undefined, { src: iconOf.get(labels[label]), alt: '' }));
    button.append(make('span', brief(labels[label], isNarrow() ? 16 : 24)));
    bar.append(button);
  });
  const other = make('button', undefined, { title: 'another label, by its name (r)' });
  other.append(make('kbd', 'r'), make('span', 'other …'));
  bar.append(other);
  bar.addEventListener('click', (event) => {
    const button = event.target.closest('button'), cell = button ? target() : -1;
    if (cell < 0) return;
    if (button === other) openPicker(cell);
    else decide([cell], 'relabel', labels[button.dataset.label]);
  });
}

/* ---- The bar ---- */

function showProgress() {
  const flagged = mixed.size + [...decisions.values()].filter((decision) => decision.verdict !== 'ok').length;
  byId('progress').textContent = `${seenCount.toLocaleString('en')} of ${cells.length.toLocaleString('en')} seen · ${flagged} flagged`;
  byId('undo').disabled = past.length === 0;
  byId('redo').disabled = future.length === 0;
  const why = trouble();
  byId('trouble').hidden = !why;
  byId('trouble-text').textContent = why && why + ': export them before you close this page.';
}

function setTheme() {
  const light = settings.theme ? settings.theme === 'light' : window.matchMedia('(prefers-color-scheme: light)').matches;
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
}

function toggleTheme() {
  settings.theme = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
  setTheme();
  saveSettings();
}

function zoom(factor) {
  settings.zoom = Math.min(4, Math.max(0.5, settings.zoom * factor));
  saveSettings();
  resize();
}

function cycleFilter() {
  const select = byId('filter');
  select.selectedIndex = (select.selectedIndex + 1) % select.options.length;
  filter();
}

function filter() {
  filters.show = byId('filter').value;
  filters.group = Number(byId('label').value);
  filters.text = byId('search').value.trim().toLowerCase();
  scroller.scrollTop = 0;
  under = null;
  setHere(-1);
  choose();
}

/* Gives the focus back to the grid, so that keys mean cells again. */
function backToGrid() {
  (drawn.get(here) || scroller).focus({ preventScroll: true });
}

function startPanels() {
  const name = data.dataset ? data.dataset.split('/').filter((part) => part && part !== '.').pop() || data.name : data.name;
  byId('title').textContent = visible(name);
  byId('title').title = visible(data.dataset || data.name);
  document.title = visible(name + (name === data.name ? '' : ' · ' + data.name) + ' · mlfix');
  byId('label').append(make('option', 'all groups', { value: '-1' }));
  groups.forEach((group, number) => byId('label').append(make('option', isNarrow() ? brief(group.name, 30) : visible(group.name || 'no label'), { value: String(number) })));
  for (const select of [byId('filter'), byId('label')])
    select.addEventListener('change', () => {
      filter();
      backToGrid();
    });
  byId('search').addEventListener('input', filter);
  byId('undo').addEventListener('click', undo);
  byId('redo').addEventListener('click', redo);
  byId('smaller').addEventListener('click', () => zoom(0.8));
  byId('larger').addEventListener('click', () => zoom(1.25));
  byId('theme').addEventListener('click', toggleTheme);
  byId('help').addEventListener('click', () => byId('keys').showModal());
  byId('keys').addEventListener('click', () => byId('keys').close());
  byId('trouble-export').addEventListener('click', () => openFiles());
  setTheme();
  showDigits();
  onChange(() => {
    showProgress();
    showNow();
  });
  showProgress();
}

/* ---- The rest of a group ---- */

function restOfGroup(number) {
  const group = groups[number], open = [];
  for (let i = group.first; i < group.first + group.n; i++) if (!isDecided(i)) open.push(i);
  const looked = open.filter((cell) => seen[cell]), framed = looked.filter(isFramed), plain = looked.filter((cell) => !isFramed(cell));
  const unseen = open.length - looked.length;
  const finish = (list) => {
    decide(list, 'ok');
    say(`${list.length} of ${short(group.name) || 'the group'} are right` + (unseen ? `; ${unseen} that were not looked at yet stay open` : ''));
  };
  if (framed.length === 0) {
    finish(plain);
    return;
  }
  const ask = byId('ask');
  byId('ask-text').textContent = `${framed.length} of the ${looked.length} that were looked at are framed as doubtful. Are they right, too?`;
  byId('ask-buttons').textContent = '';
  const answer = (text, list) => {
    const button = make('button', text);
    button.addEventListener('click', () => {
      ask.close();
      if (list) finish(list);
      backToGrid();
    });
    byId('ask-buttons').append(button);
  };
  answer(`Only the ${plain.length} others are right`, plain);
  answer(`All ${looked.length} are right`, looked);
  answer('Cancel', null);
  ask.showModal();
}

/* ---- The menu ---- */

function closeMenu() {
  if (byId('menu').hidden) return;
  const inside = byId('menu').contains(document.activeElement);
  byId('menu').hidden = true;
  if (inside) backToGrid();
}

/* The labels that a cell may have instead, the likeliest first. */
function likelyLabels(number) {
  const own = labels[cells[number].label], first = suggestionOf(number);
  const has = ofSet(number) ? labelsOf(number) : new Set();
  return [...new Set([...(first ? [first] : []), ...digitLabels.map((label) => labels[label])])].filter((label) => label !== own && !has.has(label));
}

function openMenu(cell, x, y) {
  const menu = byId('menu');
  menu.textContent = '';
  const add = (name, action, title = name) => {
    const button = make('button', name, { title, tabIndex: -1 });
    button.setAttribute('role', 'menuitem');
    button.addEventListener('click', () => {
      closeMenu();
      action();
    });
    menu.append(button);
  };
  for (const [name, verdict, key] of verdictsFor(cell)) add(name + '   (' + key + ')', () => decide([cell], verdict), name);
  for (const label of likelyLabels(cell).slice(isMissing(cells[cell]) ? 1 : 0, 5)) add((isMissing(cells[cell]) ? '+ ' : '→ ') + brief(label, 30), () => decide([cell], 'relabel', label), visible(label));
  add(isMissing(cells[cell]) ? '+ another …   (r)' : '→ another …   (r)', () => openPicker(cell));
  add('large   (space)', () => openBig(cell));
  menu.hidden = false;
  menu.style.left = Math.max(0, Math.min(x, window.innerWidth - menu.offsetWidth)) + 'px';
  menu.style.top = Math.max(0, Math.min(y, window.innerHeight - menu.offsetHeight)) + 'px';
  menu.firstChild.focus();
}

byId('menu').addEventListener('keydown', (event) => {
  const items = [...byId('menu').children], at = items.indexOf(document.activeElement);
  const to = { ArrowDown: (at + 1) % items.length, ArrowUp: (at + items.length - 1) % items.length, Home: 0, End: items.length - 1 }[event.key];
  if (to !== undefined) items[to].focus();
  else if (event.key === 'Escape' || event.key === 'Tab') closeMenu();
  else return;
  event.preventDefault();
  event.stopPropagation();
});
