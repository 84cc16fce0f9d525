/* The beginning, when all is defined. */

/* The end of the page tells which cells could not be drawn. */
function takeBroken() {
  const broken = document.getElementById('broken');
  for (const [cell, why] of JSON.parse(broken ? broken.textContent : '[]')) {
    cells[cell].error = why;
    drawn.get(cell)?.classList.add('unreadable');
  }
  showFile();
  request();
  findFile();
}

restore();
startPanels();
takeEarlier();
choose();
if (storage) setTimeout(takeSeen);
if (served) startListening();
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', takeBroken);
else takeBroken();
