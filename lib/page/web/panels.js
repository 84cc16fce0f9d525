/* What stands around the grid of cells: the bar, the labels under the number keys, the menu, the large view of a cell, and the choice of a label. */

const byId = (id) => document.getElementById(id);
const iconOf = new Map(groups.filter((group) => group.icon).map((group) => [group.name, group.icon]));

function make(tag, text, attributes) {
  const element = document.createElement(tag);
  if (text !== undefined) element.textContent = text;
  Object.assign(element, attributes);
  return element;
}

/* ---- The cell to which keys apply ---- */

let pointed = -1; // the cell under the mouse

function target() {
  return pointed >= 0 ? pointed : here;
}

/* ---- Labels of a group, the likeliest first ---- */

const likely = groups.map(() => null);

function labelsOf(group) {
  if (likely[group]) return likely[group];
  const weight = new Map();
  const own = new Map();
  for (let i = groups[group].first; i < groups[group].first + groups[group].n; i++) {
    const cell = cells[i];
    own.set(cell.label, (own.get(cell.label) || 0) + 1);
    if (cell.suggest >= 0) weight.set(cell.suggest, (weight.get(cell.suggest) || 0) + (cell.doubtful ? 10 : 1));
  }
  const order = labels.map((_, label) => label);
  order.sort((a, b) => (weight.get(b) || 0) - (weight.get(a) || 0) || a - b);
  likely[group] = order.filter((label) => !(own.size === 1 && own.has(label))).slice(0, 9);
  return likely[group];
}

let labelsShown = -2;

function showLabels() {
  const cell = target(), top = between(scroller.scrollTop + HEADING, scroller.scrollTop + HEADING + 1)[0];
  const group = cell >= 0 ? cells[cell].group : top ? shown[top[0]].group : -1;
  if (group === labelsShown) return;
  labelsShown = group;
  const bar = byId('labels');
  bar.textContent = '';
  if (group < 0) return;
  labelsOf(group).forEach((label, i) => {
    const button = make('button', undefined, { title: labels[label] });
    button.dataset.label = label;
    button.append(make('kbd', String(i + 1)));
    if (iconOf.has(labels[label])) button.append(make('img', undefined, { src: iconOf.get(labels[label]), alt: '' }));
    button.append(make('span', brief(labels[label], 24)));
    bar.append(button);
  });
}

byId('labels').addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button && here >= 0) decide([here], 'relabel', labels[button.dataset.label]);
});

/* ---- The bar ---- */

function showProgress() {
  const flagged = [...decisions.values()].filter((decision) => decision.verdict !== 'ok').length;
  byId('progress').textContent = `${seenCount.toLocaleString('en')} of ${cells.length.toLocaleString('en')} seen · ${flagged} flagged`
    + (keepsNothing ? ' · not kept when closed: export' : '');
  byId('undo').disabled = past.length === 0;
  byId('redo').disabled = future.length === 0;
}

function setTheme() {
  const light = settings.theme ? settings.theme === 'light' : window.matchMedia('(prefers-color-scheme: light)').matches;
  document.documentElement.dataset.theme = light ? 'light' : 'dark';
}

function toggleTheme() {
  settings.theme = document.documentElement.dataset.theme === 'light' ? 'dark' : 'light';
  setTheme();
  save();
}

function zoom(factor) {
  settings.zoom = Math.min(4, Math.max(0.5, settings.zoom * factor));
  save();
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
  pointed = -1;
  choose();
  if (!place.has(here)) here = -1;
}

function restOfGroup(group) {
  const list = [];
  for (let i = groups[group].first; i < groups[group].first + groups[group].n; i++)
    if (!decisions.has(i)) list.push(i);
  decide(list, 'ok');
}

function startPanels() {
  byId('title').textContent = document.title = data.name;
  byId('label').append(make('option', 'all groups', { value: '-1' }));
  groups.forEach((group, number) => byId('label').append(make('option', group.name || 'no label', { value: String(number) })));
  byId('filter').addEventListener('change', filter);
  byId('label').addEventListener('change', filter);
  byId('search').addEventListener('input', filter);
  byId('undo').addEventListener('click', undo);
  byId('redo').addEventListener('click', redo);
  byId('smaller').addEventListener('click', () => zoom(0.8));
  byId('larger').addEventListener('click', () => zoom(1.25));
  byId('theme').addEventListener('click', toggleTheme);
  byId('help').addEventListener('click', () => byId('keys').showModal());
  byId('keys').addEventListener('click', () => byId('keys').close());
  setTheme();
  onChange(showProgress);
  showProgress();
  scroller.addEventListener('scroll', showLabels, { passive: true });
}

/* ---- The menu ---- */

const verdicts = [['wrong', 'invalid'], ['right as it is', 'ok'], ['unsure', 'unsure'], ['no verdict', null]];

function closeMenu() {
  byId('menu').hidden = true;
}

function openMenu(cell, x, y) {
  const menu = byId('menu');
  menu.textContent = '';
  const add = (name, action, title = name) => {
    const button = make('button', name, { title });
    button.setAttribute('role', 'menuitem');
    button.addEventListener('click', () => {
      closeMenu();
      action();
    });
    menu.append(button);
  };
  for (const [name, verdict] of verdicts) add(name, () => decide([cell], verdict));
  for (const label of labelsOf(cells[cell].group).slice(0, 5)) add('→ ' + brief(labels[label], 28), () => decide([cell], 'relabel', labels[label]), labels[label]);
  add('→ another …', () => openPicker(cell));
  add('large', () => openBig(cell));
  menu.hidden = false;
  menu.style.left = Math.max(0, Math.min(x, window.innerWidth - menu.offsetWidth)) + 'px';
  menu.style.top = Math.max(0, Math.min(y, window.innerHeight - menu.offsetHeight)) + 'px';
  menu.firstChild.focus();
}

/* ---- The large view ---- */

let bigCell = -1;

const digits = (number) => (typeof number === 'number' ? Number(number.toPrecision(4)) : number);

function drawBig() {
  const cell = cells[bigCell], canvas = byId('big-picture'), picture = new Image();
  const number = bigCell;
  picture.onload = () => {
    if (number !== bigCell) return;
    const context = canvas.getContext('2d');
    context.imageSmoothingQuality = 'high';
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(picture, cell.x, cell.y, data.cell, data.cell, 0, 0, canvas.width, canvas.height);
  };
  picture.src = sheetUrl(cell.sheet);
  const facts = byId('big-facts'), decision = decisions.get(bigCell);
  facts.textContent = '';
  const say = (name, value) => {
    if (value !== undefined && value !== null && value !== '') facts.append(make('dt', name), make('dd', String(value)));
  };
  say('label', labels[cell.label]);
  say('likelier', cell.suggest >= 0 ? labels[cell.suggest] : '');
  say('probability', digits(cell.prob));
  say('doubt', digits(cell.score));
  say('label is wrong', digits(cell.wrong));
  say('findings', (cell.issues || []).join(', '));
  say('verdict', decision ? decision.verdict + (decision.label ? ': ' + decision.label : '') : '');
  say('cell', data.sheets[cell.sheet].name + ' ' + cell.name);
  say(cell.ids && cell.ids.length > 1 ? cell.ids.length + ' objects' : 'object', (cell.ids || []).join('\n'));
  say('photo', cell.image);
  say('box', cell.bbox ? cell.bbox.join(', ') : '');
  say('unreadable', cell.error);
}

function openBig(cell) {
  bigCell = cell;
  goTo(cell);
  drawBig();
  if (!byId('big').open) byId('big').showModal();
}

for (const [name, verdict] of verdicts) {
  const button = make('button', name);
  button.addEventListener('click', () => decide([bigCell], verdict));
  byId('big-buttons').append(button);
}
byId('big').addEventListener('click', (event) => {
  if (event.target === byId('big')) byId('big').close();
});
byId('big').addEventListener('close', () => {
  const cell = bigCell;
  bigCell = -1;
  goTo(cell);
});
onChange(() => {
  if (bigCell >= 0) drawBig();
});

/* ---- Choosing a label by name ---- */

let pickerCell = -1, picked = 0, offered = [];

function offer() {
  const wanted = byId('picker-text').value.trim().toLowerCase(), list = byId('picker-list');
  const fits = labels.map((_, label) => label).filter((label) => labels[label].toLowerCase().includes(wanted));
  fits.sort((a, b) => labels[b].toLowerCase().startsWith(wanted) - labels[a].toLowerCase().startsWith(wanted) || a - b);
  offered = fits.slice(0, 200).map((label) => labels[label]);
  picked = 0;
  list.textContent = '';
  offered.forEach((label, i) => {
    const item = make('li', label);
    item.setAttribute('role', 'option');
    item.addEventListener('click', () => pick(i));
    list.append(item);
  });
  if (wanted && !offered.includes(byId('picker-text').value.trim())) {
    offered.push(byId('picker-text').value.trim());
    const item = make('li', 'new label: ' + byId('picker-text').value.trim());
    item.setAttribute('role', 'option');
    item.addEventListener('click', () => pick(offered.length - 1));
    list.append(item);
  }
  movePicked(0);
}

function movePicked(by) {
  const items = byId('picker-list').children;
  picked = Math.max(0, Math.min(items.length - 1, picked + by));
  [...items].forEach((item, i) => item.setAttribute('aria-selected', i === picked ? 'true' : 'false'));
  items[picked]?.scrollIntoView({ block: 'nearest' });
}

function pick(number) {
  byId('picker').close();
  if (offered[number] !== undefined) decide([pickerCell], 'relabel', offered[number]);
  goTo(pickerCell);
}

function openPicker(cell) {
  pickerCell = cell;
  byId('picker-text').value = '';
  offer();
  byId('picker').showModal();
}

byId('picker-text').addEventListener('input', offer);
byId('picker-text').addEventListener('keydown', (event) => {
  if (event.key === 'ArrowDown') movePicked(1);
  else if (event.key === 'ArrowUp') movePicked(-1);
  else if (event.key === 'Enter') pick(picked);
  else return;
  event.preventDefault();
});
byId('picker').addEventListener('click', (event) => {
  if (event.target === byId('picker')) byId('picker').close();
});
