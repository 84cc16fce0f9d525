/* With a server that judges labels again while they are decided: what it says of cells without a verdict, and how many wrong ones are left. */

let judgedRound = 0, judgedSeconds = 0, judgedTrouble = '';

const percentText = (prob) => (typeof prob !== 'number' ? '' : prob >= 0.995 ? '>99%' : Math.round(prob * 100) + '%');

function labelNumber(name) {
  const known = labels.indexOf(name);
  return known >= 0 || name === null ? known : labels.push(name) - 1;
}

/* Takes a judgement over: [id, score, wrong, its least, its most, suggestion, its probability, whether the label is doubted] of each object. Of several in a cell the most doubtful one counts; what is decided stays as it was decided on. */
function takeJudgement({ objects, seconds, error = '' }) {
  const worst = new Map(), changed = [];
  judgedSeconds = seconds;
  judgedTrouble = error;
  for (const object of objects) {
    const number = cellOfId.get(object[0]), other = worst.get(number);
    if (number !== undefined && !isDecided(number) && (!other || object[1] > other[1])) worst.set(number, object);
  }
  for (const [number, [, score, wrong, low, high, suggest, prob, doubtful]] of worst) {
    const cell = cells[number], suggested = labelNumber(suggest);
    if (cell.score === score && cell.suggest === suggested && !!cell.doubtful === !!doubtful && (cell.wrong ?? null) === wrong && (cell.wrong_low ?? null) === low && (cell.wrong_high ?? null) === high) continue;
    Object.assign(cell, { score, wrong: wrong ?? undefined, wrong_low: low ?? undefined, wrong_high: high ?? undefined, suggest: suggested, prob, doubtful: !!doubtful, percent: doubtful ? percentText(prob) : '', text: undefined });
    drawn.get(number)?.classList.toggle('doubtful', cell.doubtful);
    changed.push(number);
  }
  tell(changed);
}

async function askJudgement(round) {
  if (round === judgedRound) return;
  judgedRound = round;
  const answer = await fetch('judged');
  if (answer.ok) takeJudgement(await answer.json());
}

/* How many wrong labels are expected among cells that nobody has decided or, but for framed ones, looked at. */
const isLeft = (number) => !isDecided(number) && (!seen[number] || isFramed(number));
const wrongIn = (list) => list.reduce((sum, number) => sum + (isLeft(number) ? (cells[number].wrong || 0) * objectsOf(number).length : 0), 0);

/* How many of them there may be, in the words of sheets and reports (mlf_expected_put): all chances are too low or too high together, by as much as each may be (include/mlfix/numeric/expected.h; `doubt` is that of all or of a part), and around that they fall as chance wants it. */
const NORMAL = 1.645, SAME = 2.25; // 9 cases of 10; up to which ratio one number stands for an interval
const OF_ALL = { shift: 0.2, slope: 0.15, local: 0 }, OF_PART = { shift: 0.4, slope: 0.2, local: 0.75 };
const logit = (p) => Math.log(Math.min(Math.max(p, 1e-6), 0.99) / (1 - Math.min(Math.max(p, 1e-6), 0.99)));

function chanceAt(end, p, doubt, z) {
  const middle = logit(p), own = doubt.shift + doubt.slope * Math.abs(middle);
  const deviation = typeof end === 'number' ? Math.hypot((logit(end) - middle) / NORMAL, doubt.local * own) : own;
  return 1 / (1 + Math.exp(-middle - z * deviation));
}

function wrongWordsOf(list, doubt) {
  let mean = 0, low = 0, high = 0, variance = 0;
  for (const number of list.filter(isLeft)) {
    const { wrong: p, wrong_low: least, wrong_high: most } = cells[number], n = objectsOf(number).length;
    if (typeof p !== 'number') continue;
    const exact = typeof most === 'number' && least >= most;
    mean += n * p;
    low += n * (exact ? p : chanceAt(least, p, doubt, -NORMAL));
    high += n * (exact ? p : chanceAt(most, p, doubt, NORMAL));
    variance += n * n * p * (1 - p); // folded cells are right or wrong together
  }
  low = Math.max(0, Math.round(mean - Math.hypot(mean - low, NORMAL * Math.sqrt(variance))));
  high = Math.round(mean + Math.hypot(high - mean, NORMAL * Math.sqrt(variance)));
  if (high === 0) return 'fewer than one';
  if (low >= high) return String(high);
  if (low === 0) return 'at most ' + high;
  return high <= SAME * low ? 'about ' + Math.round(Math.sqrt(low * high)) : `${low} to ${high}`;
}

let leftTimer = 0;

function showLeft() {
  leftTimer = 0;
  const list = shown.flatMap((section) => section.list), view = inView(), screen = Math.max(view.length, 20);
  let worst = 0;
  for (let i = 0; i < list.length; i += screen) worst = Math.max(worst, wrongIn(list.slice(i, i + screen)));
  const stop = worst < 1;
  byId('left').textContent = judgedTrouble ? 'not judged again' : `${wrongWordsOf([...cells.keys()], OF_ALL)} wrong left, ${wrongWordsOf(view, OF_PART)} on this page` + (stop ? ' · you can stop here: fewer than one in the next sheet' : '');
  byId('left').title = judgedTrouble || (judgedRound ? `the labels were judged again by what is decided, in ${judgedSeconds} s` : 'as the labels were judged when the sheets were drawn');
}

function showLeftSoon() {
  if (!leftTimer) leftTimer = setTimeout(showLeft, 200);
}

function startLeft() {
  if (!cells.some((cell) => typeof cell.wrong === 'number')) return;
  byId('note').before(make('span', '', { id: 'left' })); // at the foot, whose height it does not change: nothing moves under the pointer
  byId('left').setAttribute('role', 'status');
  onChange(showLeftSoon);
  scroller.addEventListener('scroll', showLeftSoon, { passive: true });
  showLeftSoon();
  if (served.judged) askJudgement(served.judged);
}
