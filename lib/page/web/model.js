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
/* Objects are known by checksums of 16 digits, under which the browser keeps their decisions: pages that are drawn anew from the same records know them again. */
const objectsOf = (number) => data.objects[number].match(/.{16}/g);

const VERDICTS = new Set(['wrong', 'remove', 'relabel', 'box', 'ok', 'unsure']);
const WORDS = { wrong: 'label is wrong', remove: 'delete the box', relabel: 'relabelled', box: 'another box', unsure: 'unsure', ok: 'right as it is' };

const decisions = new Map(); // number of the cell -> {verdict, label (of relabel), bbox (of box), at (milliseconds)}: what is decided of all its objects
const mixed = new Map(); // number of the cell -> Map(object -> decision), where its objects are not all decided alike
let reviewer = '';
const settings = { zoom: 1, theme: '' };

const listeners = [];
function onChange(listener) {
  listeners.push(listener);
}
function tell(changed) {
  for (const listener of listeners) listener(changed);
}

const isDecided = (number) => decisions.has(number) || mixed.has(number);
const isFramed = (number) => !!(cells[number].doubtful || cells[number].boxed);

/* The label that is likelier than the cell's own; undefined where there is none. */
function suggestionOf(number) {
  const { label, suggest } = cells[number];
  return suggest >= 0 && suggest !== label ? labels[suggest] : undefined;
}

/* ---- Deciding, undoing ---- */

const past = [];
const future = [];
let step = null; // changes until endStep() are undone together

function same(a, b) {
  return a === b || (!!a && !!b && a.verdict === b.verdict && a.label === b.label && String(a.bbox) === String(b.bbox));
}

const stateOf = (number) => ({ decision: decisions.get(number), mixed: mixed.get(number) });

function put(number, { decision, mixed: parts }) {
  decisions.delete(number);
  mixed.delete(number);
  if (decision) decisions.set(number, decision);
  else if (parts) mixed.set(number, parts);
}

/* Takes a state over and keeps it in the browser. Cells that show the same object follow. */
function change(number, state) {
  put(number, state);
  keep(number);
  const followers = new Set();
  for (const object of objectsOf(number)) for (const twin of cellsOfObject.get(object)) if (twin !== number) followers.add(twin);
  for (const twin of followers) adopt(twin);
  return [number, ...followers];
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
  count('errors', [...done.values()].filter(({ after }) => after.decision && after.decision.verdict !== 'ok' && after.decision.verdict !== 'unsure').length);
  tell([]);
}

/* Whether a decision has what its verdict needs. */
function isWhole({ verdict, label, bbox }) {
  if (verdict === 'relabel') return typeof label === 'string';
  if (verdict === 'box') return Array.isArray(bbox) && bbox.length === 4 && bbox.every(Number.isFinite) && bbox[2] > 0 && bbox[3] > 0;
  return VERDICTS.has(verdict);
}

/* Gives these cells a verdict (null: takes it away), as one step that can be undone. */
function decide(list, verdict, label, bbox) {
  const alone = !step, at = Date.now(), changed = [];
  beginStep();
  for (const number of list) {
    const before = stateOf(number);
    const [meant, name] = inSet(number, verdict, label);
    let decision = meant ? { verdict: meant, at } : undefined;
    if (meant === 'box') decision.bbox = bbox;
    if (meant === 'relabel') {
      decision.label = name;
      if (name === labels[cells[number].label]) decision = { verdict: 'ok', at };
    }
    if (!isTrack(number) && same(before.decision, decision) && !before.mixed) continue;
    const first = step.get(number), after = isTrack(number) && meant !== 'box' ? withFrames(number, meant, name, at) : { decision };
    step.set(number, { number, before: first ? first.before : before, after });
    changed.push(...change(number, after));
  }
  look(list, GLANCE);
  if (alone) endStep();
  tell(changed);
}

/* Takes the last step back or does it again. What another tab has decided since stays. */
function goBack(from, to, is, becomes) {
  const changes = from.pop();
  if (!changes) return;
  const ours = changes.filter((one) => same(decisions.get(one.number), one[is].decision) && !mixed.has(one.number) === !one[is].mixed);
  const changed = ours.flatMap((one) => change(one.number, one[becomes]));
  if (ours.length > 0) to.push(ours);
  if (ours.length < changes.length) say(`${changes.length - ours.length} decided otherwise in another tab since: left as they are`);
  tell(changed);
}
const undo = () => goBack(past, future, 'after', 'before');
const redo = () => goBack(future, past, 'before', 'after');
