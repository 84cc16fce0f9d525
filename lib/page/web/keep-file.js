/* A file of the reviewer's own that the page keeps up to date by itself, where the browser lets pages write files ("File System Access", of the WICG): a flag file by id, whole after every decision. */

const KEEP_AFTER = 250; // milliseconds after a decision
const KEPT_FILES = 'mlfix files'; // a store of the browser's, for the next visit

let keptFile = null; // {handle, others: lines about objects that this page does not show}
let keepTimer = 0, keepingNow = false, keepAgain = false, keptText = '', keepTrouble = '';

const canKeepFile = () => typeof window.showSaveFilePicker === 'function' && !document.getElementById('served');

/* The lines of a flag file about what this page does not show: they stay. */
function linesOfOthers(text) {
  return text.split('\n').filter((line) => {
    try {
      const flag = JSON.parse(line);
      return typeof flag.id === 'string' && !cellOfId.has(flag.id);
    } catch {
      return false;
    }
  }).map((line) => line + '\n').join('');
}

/* The file is written beside itself and exchanged as a whole: a browser that is killed leaves the last one or the new one. */
async function keepNow() {
  if (!keptFile || sheetsHash() === undefined) return;
  if (keepingNow) {
    keepAgain = true;
    return;
  }
  const text = asLines() + keptFile.others + timesLine();
  keepingNow = true;
  try {
    if (text !== keptText) {
      const out = await keptFile.handle.createWritable();
      await out.write(text);
      await out.close();
      keptText = text;
    }
    keepTrouble = '';
  } catch (error) {
    keepTrouble = error.message || String(error);
  }
  keepingNow = false;
  showKeeping();
  if (keepAgain) keepSoon();
  keepAgain = false;
}

function keepSoon() {
  if (keptFile && !keepTimer)
    keepTimer = setTimeout(() => {
      keepTimer = 0;
      keepNow();
    }, KEEP_AFTER);
}

function showKeeping() {
  const button = byId('keep-file'), name = keptFile && visible(keptFile.handle.name);
  button.hidden = !canKeepFile();
  byId('keep-text').textContent = !canKeepFile() ? '' : keepTrouble ? `${name} cannot be written (${visible(keepTrouble)}): choose a file again` : name ? `every decision is kept in ${name}, too` : 'a file that this page then writes by itself after every decision';
  byId('keeping').textContent = keepTrouble ? 'not in the file!' : name ? 'in ' + name : '';
  byId('keeping').hidden = !name;
}

async function keepIn(handle) {
  const file = await handle.getFile(), before = await file.text();
  keptFile = { handle, others: linesOfOthers(before) };
  keptText = '';
  if (before) takeMissing(before);
  await keepNow();
}

/* What a file says of objects on which nothing is decided here. */
function takeMissing(text) {
  const lines = text.split('\n').filter((line) => {
    const flag = line.startsWith('{') && readObject(line);
    return flag && flag.list.length > 0 && !flag.list.some(isDecided);
  });
  if (lines.length > 0) say('of the file: ' + take(lines.join('\n')));
}

async function chooseFile() {
  try {
    const handle = await window.showSaveFilePicker({ suggestedName: 'flags.jsonl', types: [{ description: 'Flags of mlfix', accept: { 'application/x-ndjson': ['.jsonl'] } }] });
    await keepIn(handle);
    rememberFile(handle);
    exportedAll = true;
  } catch (error) {
    if (error.name !== 'AbortError') byId('said').textContent = 'this browser cannot keep a file: ' + visible(error.message);
  }
  showFile();
}

/* ---- The next visit: the browser asks again before the page may write ---- */

function withFiles(mode, what) {
  return new Promise((done) => {
    const request = window.indexedDB.open(KEPT_FILES, 1);
    request.onupgradeneeded = () => request.result.createObjectStore('files');
    request.onerror = () => done(undefined);
    request.onsuccess = () => {
      const asked = what(request.result.transaction('files', mode).objectStore('files'));
      asked.onsuccess = () => done(asked.result);
      asked.onerror = () => done(undefined);
    };
  });
}

const fileName = () => data.base + '\n' + data.name;

function rememberFile(handle) {
  withFiles('readwrite', (files) => files.put(handle, fileName()));
}

async function findFile() {
  if (!canKeepFile()) return;
  try {
    const handle = await withFiles('readonly', (files) => files.get(fileName()));
    if (!handle) return;
    const may = handle.queryPermission ? await handle.queryPermission({ mode: 'readwrite' }) : 'granted';
    if (may === 'granted') {
      await keepIn(handle);
      return;
    }
    const again = byId('keep-again');
    again.textContent = 'go on in ' + visible(handle.name);
    again.hidden = false;
    again.addEventListener('click', async () => {
      if ((await handle.requestPermission({ mode: 'readwrite' })) !== 'granted') return;
      again.hidden = true;
      await keepIn(handle);
      backToGrid();
    });
  } catch (error) {
    keepTrouble = error.message;
    showKeeping();
  }
}

byId('keep-file').addEventListener('click', chooseFile);
onChange(keepSoon);
document.addEventListener('visibilitychange', () => {
  if (document.hidden) keepNow();
});
showKeeping();
