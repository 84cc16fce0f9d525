'use strict';
/* The data of the page and the reviewer's decisions. Nothing here changes the screen: other files are told of changes through onChange. */

const data = JSON.parse(document.getElementById('data').textContent);
const { cells, groups, labels } = data;
groups.forEach((group, number) => {
  for (let i = group.first; i < group.first + group.n; i++) cells[i].group = number;
  const first = cells[group.first].label;
  group.untold = !group.name.includes(labels[first] || '') || cells.slice(group.first, group.first + group.n).some((cell) => cell.label !== first);
});
/* Look-alikes with different labels stand side by side; each cell of such a pair knows the other. */
cells.forEach((cell, number) => {
  if (cell.pair) [cell.partner, cells[number + 1].partner] = [number + 1, number];
});

const decisions = new Map(); // number of the cell -> {verdict, label (of relabel), at}
const seen = new Uint8Array(cells.length);
let seenCount = 0;
let minutes = []; // {at: beginning, seen, decided}: the minutes in which anything was seen or decided
let reviewer = '';
const settings = { zoom: 1, theme: '' };

const listeners = [];
function onChange(listener) {
  listeners.push(listener);
}
function tell(changed) {
  for (const listener of listeners) listener(changed);
}

/* Labels of one family share their beginning and end. This finds how long these are, so that only what differs is shown. */
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

/* Without what would mislead a reader: control characters, and marks that turn the order of a text. */
const plain = (text) => text.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, '\ufffd');

/* The label without what its family shares, shortened in the middle to `room` characters. */
function brief(full, room) {
  const label = plain(full);
  const text = labels.includes(full) ? label.slice(common[0], label.length - common[1]) || label : label;
  if (text.length <= room) return text;
  return text.slice(0, Math.ceil((room - 1) / 2)) + '…' + text.slice(text.length - Math.floor((room - 1) / 2));
}

/* ---- Deciding, undoing ---- */

const past = [];
const future = [];
let step = null; // changes until endStep() are undone together

function same(a, b) {
  return a === b || (!!a && !!b && a.verdict === b.verdict && a.label === b.label);
}

function put(cell, decision) {
  if (decision) decisions.set(cell, decision);
  else decisions.delete(cell);
}

function beginStep() {
  step = step || new Map();
}

function endStep() {
  const done = step;
  step = null;
  if (!done || done.size === 0) return;
  past.push([...done.values()]);
  future.length = 0;
  count('decided', done.size);
  save();
  tell([]);
}

/* Gives these cells a verdict (null: takes it away), as one step that can be undone. */
function decide(list, verdict, label) {
  const alone = !step;
  const at = new Date().toISOString().slice(0, 19) + 'Z';
  beginStep();
  for (const cell of list) {
    const before = decisions.get(cell);
    let after = verdict ? { verdict, at } : undefined;
    if (verdict === 'relabel') {
      after.label = label;
      if (label === labels[cells[cell].label]) after = { verdict: 'ok', at };
    }
    if (same(before, after)) continue;
    const first = step.get(cell);
    step.set(cell, { cell, before: first ? first.before : before, after });
    put(cell, after);
  }
  if (alone) endStep();
  tell(list);
}

function goBack(from, to, which) {
  const changes = from.pop();
  if (!changes) return [];
  for (const change of changes) put(change.cell, change[which]);
  to.push(changes);
  save();
  const list = changes.map((change) => change.cell);
  tell(list);
  return list;
}
const undo = () => goBack(past, future, 'before');
const redo = () => goBack(future, past, 'after');

/* ---- Which cells were seen, and when ---- */

function count(what, n) {
  const now = Date.now();
  const at = new Date(now - (now % 60000)).toISOString().slice(0, 16) + 'Z';
  let minute = minutes[minutes.length - 1];
  if (!minute || minute.at !== at) {
    minute = { at, seen: 0, decided: 0 };
    minutes.push(minute);
  }
  minute[what] += n;
}

function see(list) {
  let news = 0;
  for (const cell of list) {
    news += seen[cell] ? 0 : 1;
    seen[cell] = 1;
  }
  if (news === 0) return;
  seenCount += news;
  count('seen', news);
  save();
  tell([]);
}

function timing() {
  const spent = minutes.filter((minute) => minute.seen > 0);
  const sum = spent.reduce((total, minute) => total + minute.seen, 0);
  return {
    page: data.name, hash: data.hash, by: reviewer || undefined, cells: cells.length, seen: seenCount, flagged: decisions.size,
    minutes_of_work: minutes.length,
    cells_per_minute: spent.length ? Math.round(sum / spent.length) : 0,
    minutes,
  };
}

/* ---- Storing decisions in the browser ---- */

/* In a frame without an origin of its own there is no storage, and nothing is stored. */
const storage = (() => {
  try {
    window.localStorage.getItem('mlfix');
    return window.localStorage;
  } catch {
    return null;
  }
})();
const storageKey = 'mlfix ' + data.hash;
let saving = 0;
let keepsNothing = !storage;

function packSeen() {
  let text = '';
  for (let i = 0; i < seen.length; i += 8) {
    let byte = 0;
    for (let k = 0; k < 8 && i + k < seen.length; k++) byte |= seen[i + k] << k;
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

function unpackSeen(packed) {
  const text = atob(packed);
  for (let i = 0; i < seen.length; i++) seen[i] = (text.charCodeAt(i >> 3) >> (i & 7)) & 1;
  seenCount = seen.reduce((total, one) => total + one, 0);
}

function saveNow() {
  clearTimeout(saving);
  saving = 0;
  if (!storage) return;
  const list = [...decisions].map(([cell, d]) => [cell, d.verdict, d.at, d.label]);
  try {
    storage.setItem(storageKey, JSON.stringify({ list, seen: packSeen(), minutes, reviewer, settings }));
    keepsNothing = false;
  } catch {
    keepsNothing = true;
    tell([]);
  }
}

function save() {
  if (!saving) saving = setTimeout(saveNow, 300);
}

function restore() {
  let kept = null;
  try {
    kept = JSON.parse((storage && storage.getItem(storageKey)) || 'null');
  } catch {
    return; // not written by this page, or incomplete: as if nothing were stored
  }
  if (!kept) return;
  for (const [cell, verdict, at, label] of kept.list)
    if (cell < cells.length) decisions.set(cell, label === undefined || label === null ? { verdict, at } : { verdict, at, label });
  unpackSeen(kept.seen);
  minutes = kept.minutes;
  reviewer = kept.reviewer;
  Object.assign(settings, kept.settings);
}
restore();
window.addEventListener('pagehide', saveNow);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) saveNow();
});
