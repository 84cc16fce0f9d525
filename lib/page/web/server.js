/* With a server behind the page (mlfix-serve): it keeps every decision on disk, and tells those of other browsers. On a page without one nothing here is used. */

const served = (() => {
  const holder = document.getElementById('served');
  return holder ? JSON.parse(holder.textContent) : null;
})();

const RETRY = 1000, SENT_AT_ONCE = 5000; // milliseconds; objects

const values = new Map(); // key -> text: what the server has, and what it is about to get
const owing = new Map(); // keys of objects of which the server does not have the text yet -> the text, or null
const owingState = new Set(); // other keys
const meanwhile = new Map(); // keys in `owing` -> what another browser said of them in between
let sending = false, refused = '', silent = false; // why the server did not take it; it does not answer
let upTo = served ? served.now : ''; // the moment up to which everything of others is known

/* A line of the server's journal as storage has it. */
function fromLine({ verdict, at, label, bbox }) {
  const time = Date.parse(at) || 0;
  return verdict === 'none' ? null : JSON.stringify([verdict, time, label, bbox, time]);
}

function toLine(key, text) {
  const [verdict, at, label, bbox] = text === null ? ['none', Date.now()] : JSON.parse(text);
  return JSON.stringify({ object: key.slice(OBJECT.length), verdict, label, bbox, by: reviewer || undefined, at: new Date(at).toISOString().slice(0, 19) + 'Z' });
}

function putValue(key, text) {
  if (text === null) values.delete(key);
  else values.set(key, text);
}

/* What has the methods of the browser's own storage, and is kept by the server; but settings are the browser's. */
const remote = {
  getItem(key) {
    if (key === SETTINGS) return window.localStorage.getItem(key);
    return values.has(key) ? values.get(key) : null;
  },
  setItem(key, text) {
    if (key === SETTINGS) return window.localStorage.setItem(key, text);
    if (values.get(key) === text) return undefined;
    putValue(key, text);
    return owe(key, text);
  },
  removeItem(key) {
    if (!values.has(key)) return;
    putValue(key, null);
    owe(key, null);
  },
  keys: () => [...values.keys()],
};

function owe(key, text) {
  if (key.startsWith(OBJECT)) owing.set(key, text);
  else owingState.add(key);
  if (!sending) {
    sending = true;
    queueMicrotask(send); // all changes of a step in one request
  }
}

/* Whether the server has not said yet that it has kept what is decided of the cell. */
const isOwed = (number) => owing.size > 0 && objectsOf(number).some((object) => owing.has(OBJECT + object));

const cellsOfKeys = (keys) => [...keys].flatMap((key) => (key.startsWith(OBJECT) && cellsOfObject.get(key.slice(OBJECT.length))) || []);

async function post(where, lines) {
  const answer = await fetch(where, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: lines.join('\n'), keepalive: lines.length < 50 });
  const said = await answer.json().catch(() => ({ error: 'it answers ' + answer.status }));
  return answer.ok ? said : Promise.reject(new Error(said.error));
}

/* The server has kept these texts: what has not changed since is owed no more. */
function settled(batch, now) {
  const news = [];
  for (const [key, text] of batch) {
    if (owing.get(key) === text) owing.delete(key);
    const other = meanwhile.get(key);
    if (other && later(other.now, now) && !owing.has(key)) {
      putValue(key, other.text);
      news.push(key);
    }
    if (!owing.has(key)) meanwhile.delete(key);
  }
  tell([...cellsOfKeys(news).filter(adopt), ...cellsOfKeys(batch.map(([key]) => key))]);
}

const later = (a, b) => a.split('.')[0] !== b.split('.')[0] || Number(a.split('.')[1]) > Number(b.split('.')[1]);

async function send() {
  try {
    while (owing.size > 0) {
      const batch = [...owing].slice(0, SENT_AT_ONCE), { now } = await post('decisions', batch.map(([key, text]) => toLine(key, text)));
      refused = '';
      silent = false;
      settled(batch, now);
    }
    while (owingState.size > 0) {
      const keys = [...owingState];
      await post('state', keys.map((key) => JSON.stringify({ key, value: values.get(key) || '' })));
      for (const key of keys) owingState.delete(key);
    }
    sending = false;
    tell([]);
  } catch (error) {
    refused = error instanceof TypeError ? '' : error.message; // a TypeError: nobody is there
    silent = error instanceof TypeError;
    tell(cellsOfKeys(owing.keys()));
    setTimeout(send, RETRY);
  }
}

/* ---- What others decide ---- */

function takeNews({ now, all, decisions: lines, state, judged }) {
  const fresh = new Set();
  if (all) for (const key of values.keys()) if (key.startsWith(OBJECT) && !owing.has(key)) {
    values.delete(key);
    fresh.add(key);
  }
  for (const line of lines) {
    const key = OBJECT + line.object, text = fromLine(line);
    if (owing.has(key)) meanwhile.set(key, { text, now });
    else {
      putValue(key, text);
      fresh.add(key);
    }
  }
  for (const [key, text] of Object.entries(state)) if (!owingState.has(key)) {
    values.set(key, text);
    if (setName && key === seenKey()) takeSeen();
  }
  upTo = now;
  if (judged) askJudgement(judged);
  tell(cellsOfKeys(fresh).filter(adopt));
}

const pause = (time) => new Promise((done) => setTimeout(done, time));

/* Asks for news, and waits for some: the server answers when there are any. A page that nobody sees does not ask, so that many tabs leave room for each other. */
async function listen() {
  for (;;) {
    if (document.hidden) await new Promise((done) => document.addEventListener('visibilitychange', done, { once: true }));
    try {
      const answer = await fetch('changes?since=' + upTo);
      if (!answer.ok) throw new TypeError();
      takeNews(await answer.json());
      if (silent) {
        silent = false;
        tell([]);
      }
    } catch {
      silent = true;
      tell([]);
      await pause(RETRY);
    }
  }
}

/* Why what was decided is not kept, or what others decide is not seen; '' where all is well. */
function serverTrouble() {
  const n = owing.size, open = `${n} decision${n === 1 ? ' is' : 's are'} not kept`;
  if (refused) return `The server cannot keep decisions (${refused}): ${open}`;
  if (silent) return `The server does not answer${n ? ': ' + open : '. What you decide is not kept until it does'}`;
  return '';
}

function startServed() {
  for (const line of served.decisions) putValue(OBJECT + line.object, fromLine(line));
  for (const [key, text] of Object.entries(served.state)) values.set(key, text);
}

function startListening() {
  if (!reviewer && served.by) reviewer = served.by;
  if (served.damaged) say(`${served.damaged} line${served.damaged === 1 ? '' : 's'} of the journal could not be read: the server has said which`);
  startApplying();
  startLeft();
  listen();
}
