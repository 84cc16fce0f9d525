/* Cells of photos that may have several labels: each is about one class, which the photo has or is held to miss. "Wrong" says that it is the other way round. */

const ofSet = (number) => cells[number].labels !== undefined;
const isMissing = (cell) => cell.labels !== undefined && cell.label < 0 && cell.suggest >= 0;

/* The cell's own label in words. */
const ownName = (cell) => labels[cell.label] || (isMissing(cell) ? 'without ' + labels[cell.suggest] : 'no label');

/* The labels that a photo has, by the cells that show it. */
const labelsOf = (() => {
  const known = new Map();
  for (const { image, label, labels: several } of cells)
    if (several !== undefined && label >= 0) known.set(image, (known.get(image) || new Set()).add(labels[label]));
  return (number) => known.get(cells[number].image) || new Set();
})();

/* What a verdict comes to where the photo has a set of labels, [verdict, label]: no box is there to be deleted, a missing label that is wrong is to be there, and one that the photo has already cannot take another's place. */
function inSet(number, verdict, label) {
  const cell = cells[number], given = cell.label >= 0;
  if (!ofSet(number)) return [verdict, label];
  if (verdict === 'remove') return [given ? 'wrong' : 'ok'];
  if (verdict === 'wrong' && isMissing(cell)) return ['relabel', labels[cell.suggest]];
  return verdict === 'relabel' && given && label !== labels[cell.label] && labelsOf(number).has(label) ? ['wrong'] : [verdict, label];
}

/* Whether the cell has this verdict. */
function hasVerdict(number, verdict) {
  const [meant, label] = inSet(number, verdict), has = (decision) => !!decision && decision.verdict === meant && decision.label === label;
  return isTrack(number) ? meantFrames(number).every((k) => has(frameDecision(number, k))) : has(decisions.get(number));
}

/* A decision in signs, as flags say it: "− dog", "+ cat"; '' where nothing changes. */
function signsOf(number, [verdict, label], name = visible) {
  const own = cells[number].label >= 0 ? '− ' + name(labels[cells[number].label]) : '';
  if (verdict === 'wrong') return own;
  return verdict === 'relabel' ? (own && own + ' ') + '+ ' + name(label) : '';
}

/* The verdicts that a cell may get, with their keys. */
const ALL_VERDICTS = [['label is wrong', 'wrong', 'x'], ['no object here: delete the box', 'remove', 'd'], ['right as it is', 'ok', 'o'], ['unsure', 'unsure', 'u'], ['no verdict', null, '⌫']];

function verdictsFor(number) {
  const signs = ofSet(number) && signsOf(number, inSet(number, 'wrong'), (label) => brief(label, 30));
  return ALL_VERDICTS.filter(([, verdict]) => !ofSet(number) || verdict !== 'remove').map(([name, verdict, key]) => [verdict === 'wrong' && signs ? signs : name, verdict, key]);
}
