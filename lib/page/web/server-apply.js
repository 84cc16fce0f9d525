/* With a server: what the decisions would change in the dataset, shown as plan and diff; changing it, and taking that back, each behind a question. */

let planSum = ''; // tells the set of decisions that the plan shown is about

const PLAN_DIALOG = `<h2>Carry the decisions into the dataset</h2>
<pre id="plan-said" role="status"></pre>
<p class="buttons"><button id="plan-diff">Show the diff</button><button id="plan-write">Apply …</button><button id="plan-undo">Take the last change back …</button><button id="plan-close">Close</button></p>
<pre id="plan-out" hidden></pre>`;

async function askServer(what, body, busy) {
  byId('plan-said').textContent = busy;
  for (const button of byId('plan').querySelectorAll('button')) button.disabled = true;
  try {
    const answer = await fetch(what, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
    const said = await answer.json();
    if (!answer.ok) throw new Error(said.error);
    byId('plan-said').textContent = said.said;
    return said;
  } catch (error) {
    byId('plan-said').textContent = error instanceof TypeError ? 'The server does not answer.' : error.message;
    return null;
  } finally {
    for (const button of byId('plan').querySelectorAll('button')) button.disabled = false;
  }
}

/* All that was decided has to be on the server first. */
const allKept = async () => {
  while (owing.size > 0 && !serverTrouble()) await pause(50);
  return owing.size === 0;
};

async function showPlan() {
  planSum = '';
  byId('plan-out').hidden = true;
  byId('plan-write').disabled = true;
  if (!(await allKept())) {
    byId('plan-said').textContent = serverTrouble();
    return;
  }
  const plan = await askServer('plan', '', 'mlfix-apply makes the plan …');
  planSum = plan && plan.status < 2 ? plan.sum : '';
  byId('plan-write').disabled = !planSum;
  byId('plan-diff').disabled = !planSum;
  byId('plan-undo').disabled = !plan || !plan.journal;
  byId('plan-undo').title = plan && plan.journal ? plan.journal : '';
}

async function showDiff() {
  const diff = await askServer('diff', '', 'mlfix-apply compares …');
  byId('plan-out').hidden = !diff;
  if (diff) byId('plan-out').textContent = (diff.out || 'Nothing would change.') + (diff.cut ? '\n… the rest is too long to be shown here' : '');
}

function question(text, yes, action) {
  const ask = byId('ask'), add = (name, act) => {
    const button = make('button', name);
    button.addEventListener('click', () => {
      ask.close();
      act();
    });
    byId('ask-buttons').append(button);
  };
  byId('ask-text').textContent = text;
  byId('ask-buttons').textContent = '';
  add(yes, action);
  add('Cancel', () => {});
  ask.showModal();
}

/* The first sentence of the plan says how many objects go and how many are renamed. */
function askToWrite() {
  const what = byId('plan-said').textContent.split('\n')[0];
  question(`${what}. Write this into ${data.dataset || 'the dataset'}? It can be taken back.`, 'Write it', async () => {
    const done = await askServer('apply', planSum, 'mlfix-apply writes …');
    planSum = '';
    byId('plan-write').disabled = true;
    byId('plan-undo').disabled = !done || !done.journal;
    byId('plan-undo').title = done && done.journal ? done.journal : '';
  });
}

function askToUndo() {
  question(`Take back the last change of ${data.dataset || 'the dataset'} (${byId('plan-undo').title})? Every file becomes again what it was before it; your decisions stay.`, 'Take it back', async () => {
    await askServer('undo', '', 'mlfix-apply takes it back …');
    byId('plan-write').disabled = true;
  });
}

function startApplying() {
  const dialog = make('dialog', undefined, { id: 'plan' });
  dialog.setAttribute('aria-label', 'Plan');
  dialog.innerHTML = PLAN_DIALOG;
  document.body.append(dialog);
  const open = make('button', 'Apply', { id: 'open-plan', title: 'what the decisions would change in the dataset' });
  byId('export').before(open);
  open.addEventListener('click', () => {
    dialog.showModal();
    showPlan();
  });
  byId('plan-diff').addEventListener('click', showDiff);
  byId('plan-write').addEventListener('click', askToWrite);
  byId('plan-undo').addEventListener('click', askToUndo);
  byId('plan-close').addEventListener('click', () => dialog.close());
}
