// What this phone wrote and could not send is shown once more, to copy; it goes when the person says so.
(() => {
  const place = document.getElementById('unsent');
  if (!place) return;
  const kept = Object.keys(localStorage).filter(key => ['out', 'draft'].some(what => key.startsWith(`${what}:${place.dataset.board}:`)));
  const texts = kept.flatMap(key => {
    try {
      const found = JSON.parse(localStorage.getItem(key));
      return [found].flat().flatMap(item => Object.entries(item.fields)).filter(([name, text]) => ['text', 'why', 'one_up'].includes(name) && text.trim());
    } catch { return []; }
  }).map(([, text]) => text);
  if (!texts.length) { kept.forEach(key => localStorage.removeItem(key)); return; }
  place.querySelector('ul').replaceChildren(...texts.map(text => {
    const line = document.createElement('li');
    line.append(Object.assign(document.createElement('q'), { textContent: text, dir: 'auto' }));
    return line;
  }));
  place.hidden = false;
  place.querySelector('[data-forget]').addEventListener('click', () => {
    kept.forEach(key => localStorage.removeItem(key));
    place.hidden = true;
  });
})();
