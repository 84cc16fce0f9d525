/* A second store beside localStorage, which browsers bring to disk only now and then. What is written here is on disk at once: a browser that is killed loses at most the last moment. */

const JOURNAL = 'decisions';
let journal = null; // the database, when it is open
const owed = new Map(); // object -> what is to be written
let writing = 0; // transactions that have not ended

function writeJournal() {
  if (!journal || owed.size === 0) return;
  try {
    const transaction = journal.transaction(JOURNAL, 'readwrite', { durability: 'strict' }), list = transaction.objectStore(JOURNAL);
    writing++;
    transaction.oncomplete = transaction.onabort = () => writing--;
    for (const [object, text] of owed) list.put(text, object);
    owed.clear();
  } catch {
    journal = null; // closed by the browser: localStorage goes on alone
  }
}

function note(object, text) {
  if (served) return; // it has a journal
  if (owed.size === 0) queueMicrotask(writeJournal); // all changes of a step in one transaction
  owed.set(object, text);
}

/* Takes over what this store has and the other has lost. */
function recover() {
  const transaction = journal.transaction(JOURNAL), list = transaction.objectStore(JOURNAL), objects = list.getAllKeys(), texts = list.getAll();
  transaction.oncomplete = () => {
    const concerned = new Set();
    objects.result.forEach((object, i) => {
      const numbers = cellsOfObject.get(object), text = texts.result[i], other = storage.getItem(OBJECT + object);
      if (!numbers || owed.has(object) || (other !== null && writtenAt(other) >= writtenAt(text))) return;
      const decision = unpacked(text);
      if (!decision && other === null) return;
      store(OBJECT + object, decision && text);
      numbers.forEach((number) => concerned.add(number));
    });
    tell([...concerned].filter(adopt));
    writeJournal();
  };
}

function openJournal() {
  if (served) return;
  try {
    const request = window.indexedDB.open('mlfix', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(JOURNAL);
    request.onsuccess = () => {
      journal = request.result;
      recover();
    };
  } catch {
    return; // there is none here
  }
}
