/* Which cells were looked at, and how the time goes. A cell counts as seen when it was wholly in view for long enough to be looked at: the time that passes is shared by all cells in view that are not seen yet. */

const GLANCE = 100; // milliseconds that a look at one cell takes at least

const seen = new Uint8Array(cells.length);
const looked = new Float64Array(cells.length); // milliseconds, until it is seen
let seenCount = 0;
let minutes = []; // {at: beginning, seen, decided, errors}: the minutes in which anything was seen or decided
let news = []; // the same, since minutes were written last

function add(list, at, what, n) {
  let minute = list[list.length - 1];
  if (!minute || minute.at !== at) {
    minute = { at, seen: 0, decided: 0, errors: 0 };
    list.push(minute);
  }
  minute[what] = (minute[what] || 0) + n;
}

function count(what, n) {
  if (n === 0) return;
  const now = Date.now(), at = new Date(now - (now % 60000)).toISOString().slice(0, 16) + 'Z';
  add(minutes, at, what, n);
  add(news, at, what, n);
}

/* These cells were looked at for so many milliseconds each. */
function look(list, time) {
  let fresh = 0;
  for (const number of list) {
    if (seen[number] || (looked[number] += time) < GLANCE) continue;
    seen[number] = 1;
    fresh++;
  }
  if (fresh === 0) return;
  seenCount += fresh;
  count('seen', fresh);
  saveSoon();
  tell([]);
}

/* Time passes while these are in view. */
function watch(list, time) {
  const open = list.filter((number) => !seen[number]);
  look(open, time / open.length);
}

function timing() {
  const spent = minutes.filter((minute) => minute.seen > 0);
  const sum = (what) => spent.reduce((total, minute) => total + (minute[what] || 0), 0);
  const each = (what) => (spent.length ? Math.round((100 * sum(what)) / spent.length) / 100 : 0);
  return {
    page: data.name, dataset: data.dataset, sheets: sheetsHash(), by: reviewer || undefined, cells: cells.length, seen: seenCount, flagged: decisions.size,
    minutes_of_work: minutes.length, cells_per_minute: Math.round(each('seen')), errors_per_minute: each('errors'), minutes,
  };
}

/* ---- Kept for the same set of objects, whatever their order on the sheets ---- */

let order = null; // numbers of cells, by their objects
let setName = '';

function prepareSeen() {
  if (order) return;
  order = cells.map((_, number) => number).sort((a, b) => (data.objects[a] < data.objects[b] ? -1 : 1));
  let [a, b] = [17, 29];
  for (const number of order)
    for (let k = 0; k < 16; k += 8) {
      a = (Math.imul(a, 31) + parseInt(data.objects[number].slice(k, k + 8), 16)) | 0;
      b = Math.imul(b ^ a, 0x5bd1e995);
    }
  setName = (a >>> 0).toString(16) + (b >>> 0).toString(16);
}

function seenKey() {
  prepareSeen();
  return 'mlfix seen ' + setName;
}

function packSeen() {
  let text = '';
  for (let i = 0; i < order.length; i += 8) {
    let byte = 0;
    for (let k = 0; k < 8 && i + k < order.length; k++) byte |= seen[order[i + k]] << k;
    text += String.fromCharCode(byte);
  }
  return btoa(text);
}

/* Adds what this or another tab has kept. */
function takeSeen() {
  try {
    const kept = JSON.parse(storage.getItem(seenKey())), text = atob(kept.seen);
    order.forEach((number, i) => {
      seen[number] |= (text.charCodeAt(i >> 3) >> (i & 7)) & 1;
    });
    seenCount = seen.reduce((total, one) => total + one, 0);
    minutes = kept.minutes.map((minute) => ({ ...minute }));
    for (const minute of news) for (const what of ['seen', 'decided', 'errors']) add(minutes, minute.at, what, minute[what]);
  } catch {
    return; // nothing is kept, or it was not written by this page
  }
  tell([]);
}

let saving = 0;

function saveSeen() {
  clearTimeout(saving);
  saving = 0;
  if (!storage || news.length === 0) return;
  takeSeen();
  if (store(seenKey(), JSON.stringify({ seen: packSeen(), minutes, by: reviewer || undefined, sheets: sheetsHash() }))) news = [];
}

function saveSoon() {
  if (!saving) saving = setTimeout(saveSeen, 1000);
}
window.addEventListener('pagehide', saveSeen);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) saveSeen();
});
