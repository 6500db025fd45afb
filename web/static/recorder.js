// The recorder: keyboard first. Chords with Alt only; every chord has a button.
(() => {
  const form = document.querySelector('form.writer');
  if (!form) return;
  const box = form.elements.text, label = document.querySelector('label[for=text]');
  const people = () => [...form.querySelectorAll('[name=said_by]')];
  const chosen = () => people().find(person => person.checked && person.value);

  const says = () => {
    const person = chosen();
    label.textContent = person ? label.dataset.says.replace('{name}', person.dataset.called) : label.dataset.plain;
    document.getElementById('long').hidden = box.value.length <= 90;
  };
  // "@mor Vi spiser sammen": the person stands first in the line, and leaves it when the card is put up.
  const named = () => {
    const found = box.value.match(/^@(\S+)\s+/);
    const person = found && people().find(one => one.dataset.called?.toLowerCase().startsWith(found[1].toLowerCase()));
    if (!person) return;
    person.checked = true;
    box.value = box.value.slice(found[0].length);
  };
  form.addEventListener('outbox:before', named);
  // The column sticks; the person does not: words must never land in the wrong mouth.
  form.addEventListener('outbox:added', () => { for (const person of people()) person.checked = person.value === ''; says(); });
  form.addEventListener('input', says);
  form.addEventListener('change', event => { says(); if (event.target.type === 'radio') box.focus(); });
  box.addEventListener('keydown', event => {
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.repeat) return;
    event.preventDefault();
    form.requestSubmit();
  });

  const column = value => { form.querySelector(`[name=column][value=${value}]`).checked = true; box.focus(); };
  const step = by => {
    const all = people(), now = all.findIndex(person => person.checked);
    all[(now + by + all.length) % all.length].checked = true;
    says();
  };
  const undo = () => { if (!form.outbox?.takeBack()) document.getElementById('undo').requestSubmit(); says(); };
  const now = () => form.querySelector('[name=column]:checked').value;
  const shows = view => document.querySelector(`#shows [data-view=${view}]`);
  const one = () => shows(shows(now()).ariaPressed === 'true' ? 'board' : now()).click();
  const newest = () => document.querySelector(`.lists #${now()} li.mini [hx-get$="/sheet"]`)?.click();
  const chords = {
    Digit1: () => column('works'), Digit2: () => column('worries'), Digit3: () => column('next'),
    ArrowDown: () => step(1), ArrowUp: () => step(-1), KeyZ: undo, KeyF: one, Digit6: one, KeyE: newest, Digit5: newest,
  };
  // All other chords press the button that names them. They can be turned off on a computer whose menus want the keys.
  const sheet = document.getElementById('keys'), use = sheet.querySelector('[data-chords]'), OFF = 'tavlen:no-chords';
  use.checked = !localStorage.getItem(OFF);
  use.addEventListener('change', () => { use.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, '1'); });
  document.querySelector('[data-opens=keys]').addEventListener('click', () => sheet.showModal());
  sheet.querySelector('[data-shuts]').addEventListener('click', () => sheet.close());
  sheet.addEventListener('close', () => box.focus());
  const button = event => [event.code, event.key].map(key => document.querySelector(`[data-keys~="${CSS.escape(key)}"]`)).find(Boolean);
  document.addEventListener('keydown', event => {
    if (!event.altKey || event.ctrlKey || event.metaKey || event.isComposing || document.querySelector('dialog[open]')) return;
    const act = use.checked || event.code === 'Digit0' ? chords[event.code] ?? button(event) : null;
    if (!act) return;
    event.preventDefault();
    if (!(act instanceof Element)) act();
    else if (!event.repeat) act.click();
  });
  document.querySelector('[data-undo]')?.addEventListener('click', event => { event.preventDefault(); undo(); box.focus(); });
  says();
  box.focus();
})();
