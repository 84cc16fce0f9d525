/* Choosing a label by typing its name. */

let pickerCell = -1, picked = 0, offered = [];
const recent = []; // labels that were chosen, the last one first

/* How well a label fits what was typed: 0 not at all; the beginning of it, of one of its words, anywhere. */
function fit(label, wanted) {
  const text = label.toLowerCase(), at = text.indexOf(wanted);
  if (at < 0) return 0;
  if (at === 0 || short(label).toLowerCase().startsWith(wanted)) return 3;
  return new RegExp('(^|[^\\p{L}\\p{N}])' + wanted.replace(/[^\p{L}\p{N}\s]/gu, '\\$&'), 'u').test(text) ? 2 : 1;
}

function offer() {
  const typed = byId('picker-text').value.trim(), wanted = typed.toLowerCase(), list = byId('picker-list');
  const likely = [...new Set([...recent, ...likelyLabels(pickerCell)])];
  const rank = (label) => fit(label, wanted) * 1000 - (likely.includes(label) ? likely.indexOf(label) : 999);
  const fits = labels.filter((label) => label && fit(label, wanted) > 0);
  offered = fits.sort((a, b) => rank(b) - rank(a)).slice(0, 200);
  const texts = [...offered];
  if (typed && !offered.includes(typed)) {
    offered.push(typed);
    texts.push('new label: ' + typed);
  }
  picked = 0;
  list.textContent = '';
  texts.forEach((text, i) => {
    const item = make('li', visible(text), { id: 'picker-' + i });
    item.setAttribute('role', 'option');
    item.addEventListener('click', () => pick(i));
    list.append(item);
  });
  movePicked(0);
}

function movePicked(by) {
  const items = byId('picker-list').children;
  picked = Math.max(0, Math.min(items.length - 1, picked + by));
  [...items].forEach((item, i) => item.setAttribute('aria-selected', i === picked ? 'true' : 'false'));
  items[picked]?.scrollIntoView({ block: 'nearest' });
  if (items[picked]) byId('picker-text').setAttribute('aria-activedescendant', items[picked].id);
  else byId('picker-text').removeAttribute('aria-activedescendant');
}

function pick(number) {
  const label = offered[number];
  byId('picker').close();
  if (label === undefined) return;
  if (recent.includes(label)) recent.splice(recent.indexOf(label), 1);
  recent.unshift(label);
  decide([pickerCell], 'relabel', label);
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
byId('picker').addEventListener('close', () => {
  if (bigCell < 0) goTo(pickerCell);
});
