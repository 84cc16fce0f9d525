/* Decisions are kept in this browser, each object under a key of its own: two tabs never overwrite each other's, and sheets that are drawn anew find what was decided before. */

const OBJECT = 'mlfix object ', SETTINGS = 'mlfix settings', EARLIER = 'mlfix ' + data.hash;

/* In a frame without an origin of its own there is no storage. */
const storage = served ? remote : (() => {
  try {
    window.localStorage.getItem(SETTINGS);
    return window.localStorage;
  } catch {
    return null;
  }
})();
const unkept = new Set(); // numbers of cells whose decisions the browser did not take
let exportedAll = true; // whether everything decided since the last export was kept or exported

const cellsOfObject = new Map();
cells.forEach((_, number) => {
  for (const object of objectsOf(number)) {
    const known = cellsOfObject.get(object);
    if (known) known.push(number);
    else cellsOfObject.set(object, [number]);
  }
});

function store(key, value) {
  try {
    if (value === undefined) storage.removeItem(key);
    else storage.setItem(key, value);
    return true;
  } catch {
    return false; // blocked or full
  }
}

/* A decision (or none, null) as it is kept, with the time of writing: of two that are kept, the one written last counts. */
const packed = (decision) => {
  const { verdict = null, at, label, bbox } = decision || {};
  return JSON.stringify([verdict, at, label, bbox, Date.now()]);
};

function writtenAt(text) {
  try {
    return Number(JSON.parse(text)[4]) || 0;
  } catch {
    return 0;
  }
}

function unpacked(text) {
  try {
    const [verdict, at, label, bbox] = JSON.parse(text);
    if (!isWhole({ verdict, label, bbox })) return undefined;
    return { verdict, at, ...(verdict === 'relabel' ? { label } : {}), ...(verdict === 'box' ? { bbox } : {}) };
  } catch {
    return undefined; // not written by this page: as if nothing were there
  }
}

/* Writes what is decided of a cell's objects. */
function keep(number) {
  for (const one of [number, ...unkept]) {
    const parts = mixed.get(one), whole = decisions.get(one);
    const keepOne = (object) => {
      const decision = parts ? parts.get(object) : whole, text = packed(decision);
      note(object, text);
      return store(OBJECT + object, decision && text);
    };
    if (objectsOf(one).map(keepOne).every(Boolean)) {
      unkept.delete(one);
      continue;
    }
    unkept.add(one);
    exportedAll = false;
    break; // as full as before
  }
}

/* Reads what is decided of a cell's objects. Returns whether that was news. */
function adopt(number) {
  if (!storage || unkept.has(number)) return false;
  const before = stateOf(number), objects = objectsOf(number);
  const found = objects.map((object) => unpacked(storage.getItem(OBJECT + object)));
  if (found.every((decision) => same(decision, found[0]))) put(number, { decision: found[0] });
  else put(number, { mixed: new Map(objects.map((object, k) => [object, found[k]]).filter(([, decision]) => decision)) });
  return !same(before.decision, decisions.get(number)) || !!before.mixed !== mixed.has(number) || mixed.has(number);
}

function adoptAll() {
  if (!storage) return;
  const concerned = new Set([...decisions.keys(), ...mixed.keys()]);
  for (const key of served ? remote.keys() : Object.keys(storage)) {
    const numbers = key.startsWith(OBJECT) && cellsOfObject.get(key.slice(OBJECT.length));
    if (numbers) numbers.forEach((number) => concerned.add(number));
  }
  tell([...concerned].filter(adopt));
}

window.addEventListener('storage', (event) => {
  if (served) return;
  if (event.key === null) adoptAll();
  else if (event.key.startsWith(OBJECT)) tell((cellsOfObject.get(event.key.slice(OBJECT.length)) || []).filter(adopt));
  else if (event.key === seenKey()) takeSeen();
});

/* What an earlier version of this page kept, by numbers of cells. Its "invalid" meant that the box goes. */
function takeEarlier() {
  let list;
  try {
    list = JSON.parse(storage.getItem(EARLIER)).list;
  } catch {
    return; // there is nothing
  }
  let taken = 0, boxes = 0;
  for (const [number, word, at, label] of list) {
    const verdict = word === 'invalid' ? 'remove' : word;
    if (number >= cells.length || isDecided(number) || !isWhole({ verdict, label })) continue;
    put(number, { decision: { verdict, at: Date.parse(at) || 0, ...(verdict === 'relabel' ? { label } : {}) } });
    keep(number);
    taken++;
    boxes += word === 'invalid';
  }
  if (unkept.size === 0) store(EARLIER);
  if (taken) say(`${taken} decisions of an earlier version of this page` + (boxes ? `; its ${boxes} "wrong" deleted the box: they are marked so, press x where only the label is wrong` : ''));
}

function saveSettings() {
  store(SETTINGS, JSON.stringify({ ...settings, reviewer }));
}

function restore() {
  if (!storage) return;
  if (served) startServed();
  adoptAll();
  openJournal();
  try {
    const kept = JSON.parse(storage.getItem(SETTINGS)) || {};
    reviewer = String(kept.reviewer || '');
    if (kept.zoom > 0) settings.zoom = Math.min(4, Math.max(0.5, kept.zoom));
    if (['light', 'dark'].includes(kept.theme)) settings.theme = kept.theme;
  } catch {
    return; // not written by this page
  }
}

/* Why decisions are not kept; '' where they are. */
function trouble() {
  if (served) return serverTrouble();
  if (!storage) return 'This browser keeps nothing here';
  return unkept.size > 0 ? `This browser's store is full or blocked: decisions on ${unkept.size} cell${unkept.size > 1 ? 's are' : ' is'} not kept` : '';
}

window.addEventListener('beforeunload', (event) => {
  saveSeen();
  if (served ? owing.size > 0 : !exportedAll && trouble()) event.preventDefault(); // the browser asks whether to leave
});
