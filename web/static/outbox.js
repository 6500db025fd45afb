// Nothing typed is lost. A form with data-outbox keeps each text on the device before its box empties, sends the
// texts one at a time, in order, each with an id of its own, and lets go of a text when the server has it.
// A form with data-draft keeps what is half written. Kept texts are never older than 24 hours.
(() => {
  const DAY = 24 * 3600 * 1000, PATIENCE = 8000, SLOWEST = 15000;
  const store = {
    get(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
    put(key, value) {
      try { value === null ? localStorage.removeItem(key) : localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
  };
  for (const key of Object.keys(localStorage)) {
    if (!/^(out|draft):/.test(key)) continue;
    const kept = store.get(key), young = item => item && Date.now() - item.at < DAY;
    const left = Array.isArray(kept) ? kept.filter(young) : young(kept) ? kept : null;
    store.put(key, left && (!Array.isArray(left) || left.length) ? left : null);
  }
  const newId = () => Date.now().toString(36) + Array.from(crypto.getRandomValues(new Uint8Array(12)), b => (b % 36).toString(36)).join('');
  const fieldsOf = form => Object.fromEntries([...new FormData(form)].filter(([name]) => name !== 'id'));
  const typed = form => [...form.querySelectorAll('textarea,select,input:not([type=radio]):not([type=hidden]):not([type=checkbox])')];
  const untouched = field => field.value === (field.options ? ([...field.options].find(one => one.defaultSelected) || field.options[0])?.value : field.defaultValue);

  // ── drafts ──
  const drafts = form => {
    const key = 'draft:' + (form.dataset.outbox || form.dataset.draft);
    const kept = store.get(key);
    if (kept) for (const field of typed(form)) if (kept.fields[field.name] && !field.dataset.kept) field.value = kept.fields[field.name];
    const keep = () => {
      const fields = Object.fromEntries(typed(form).map(field => [field.name, field.value]));
      const some = !typed(form).every(untouched);
      store.put(key, some ? { at: Date.now(), fields } : null);
    };
    form.addEventListener('input', keep);
    form.forget = () => store.put(key, null);
    form.keep = keep;
  };

  // ── the outbox ──
  class Outbox {
    constructor(form) {
      this.form = form;
      this.key = 'out:' + form.dataset.outbox;
      this.state = document.querySelector('[data-outbox-state]');
      this.list = document.querySelector('[data-outbox-list]');
      this.memory = null;
      this.busy = '';
      this.wait = 1000;
      form.addEventListener('submit', event => { event.preventDefault(); event.stopImmediatePropagation(); this.add(); }, true);
      addEventListener('online', () => this.flush());
      addEventListener('beforeunload', event => { if (this.waiting().length && this.state?.dataset.now !== 'signin') event.preventDefault(); });
      addEventListener('storage', event => { if (event.key === this.key) this.draw(); });
      this.draw();
      this.flush();
    }
    all() { return this.memory || store.get(this.key) || []; }
    put(items) { if (!store.put(this.key, items.length ? items : null)) this.memory = items; this.draw(); }
    waiting() { return this.all().filter(item => !item.refused); }
    change(id, change) { this.put(this.all().flatMap(item => (item.id === id ? change(item) : [item]))); }

    add() {
      const box = this.form.elements.text;
      if (!box.value.trim()) { this.say('empty'); box.focus(); return; }
      this.form.dispatchEvent(new CustomEvent('outbox:before', { bubbles: true }));
      if (!box.value.trim()) { this.say('empty'); return; }
      this.put([...this.all(), { id: newId(), action: this.form.getAttribute('action'), fields: fieldsOf(this.form), at: Date.now() }]);
      for (const field of typed(this.form)) field.value = '';
      this.form.forget?.();
      this.form.dispatchEvent(new CustomEvent('outbox:added', { bubbles: true }));
      box.focus();
      this.flush();
    }
    // The latest text that has not been sent yet, taken back.
    takeBack() {
      const item = this.waiting().filter(one => one.id !== this.busy).pop();
      if (!item || this.form.elements.text.value) return false;
      this.change(item.id, () => []);
      this.fill(item.fields);
      return true;
    }
    fill(fields) {
      for (const field of typed(this.form)) if (fields[field.name]) field.value = fields[field.name];
      for (const name of ['column', 'said_by']) {
        const choice = fields[name] && this.form.querySelector(`[name=${name}][value="${CSS.escape(fields[name])}"]`);
        if (choice) choice.checked = true;
      }
      this.form.keep?.();
      this.form.elements.text.focus();
    }
    async flush() {
      if (this.busy) return;
      clearTimeout(this.timer);
      for (let [item] = this.waiting(); item; [item] = this.waiting()) {
        this.busy = item.id;
        this.say('saving');
        const answer = await this.send(item).catch(() => null);
        this.busy = '';
        if (answer?.ok) this.change(item.id, () => []);
        else if (answer && answer.status >= 400 && answer.status < 500 && ![401, 408, 429].includes(answer.status)) {
          const page = readPage(await answer.text());
          const sentence = page.querySelector('[role=alert] p')?.textContent.trim() || this.list?.dataset.turnedAway;
          const sign = page.querySelector('[role=alert] a[data-sign]');
          this.change(item.id, one => [{ ...one, refused: sentence || '!', sign: sign && { at: sign.getAttribute('href'), word: sign.textContent } }]);
        } else {
          this.say(answer?.status === 401 ? 'signin' : 'waiting');
          this.timer = setTimeout(() => this.flush(), this.wait);
          this.wait = Math.min(this.wait * 2, SLOWEST);
          return;
        }
        this.wait = 1000;
      }
      this.say(this.all().length ? 'refused' : 'saved');
    }
    send(item) {
      const patience = new AbortController();
      const timer = setTimeout(() => patience.abort(), PATIENCE);
      return fetch(item.action, {
        method: 'POST', signal: patience.signal, headers: { 'HX-Request': 'true' },
        body: new URLSearchParams({ ...item.fields, id: item.id }),
      }).finally(() => clearTimeout(timer));
    }
    say(what) {
      if (!this.state) return;
      const words = (this.state.dataset[what] || '').replace('{n}', this.waiting().length);
      if (this.state.textContent !== words) this.state.textContent = words;
      this.state.dataset.now = what;
    }
    draw() {
      this.list?.replaceChildren(...this.all().map(item => {
        const line = document.createElement('li');
        line.className = 'mini';
        line.append(Object.assign(document.createElement('span'), { textContent: item.fields.text, dir: 'auto' }));
        line.append(Object.assign(document.createElement('small'), { textContent: item.refused || this.list.dataset.waiting }));
        if (item.refused) {
          const acts = Object.assign(document.createElement('div'), { className: 'acts' });
          if (/^\/(meetings|families)\//.test(item.sign?.at)) acts.append(Object.assign(document.createElement('a'), { className: 'button small', href: item.sign.at, target: '_blank', rel: 'noopener', textContent: item.sign.word }));
          acts.append(this.button('again', () => { this.change(item.id, one => [{ ...one, refused: undefined }]); this.flush(); }));
          acts.append(this.button('edit', () => { if (!this.form.elements.text.value) { this.change(item.id, () => []); this.fill(item.fields); } }));
          acts.append(this.button('drop', () => this.change(item.id, () => [])));
          line.append(acts);
        }
        return line;
      }));
    }
    button(word, act) {
      const button = Object.assign(document.createElement('button'), { type: 'button', className: 'button small', textContent: this.list.dataset[word] });
      button.addEventListener('click', act);
      return button;
    }
  }

  const prepare = root => {
    for (const form of root.querySelectorAll('form[data-outbox],form[data-draft]')) {
      if (form.outbox || form.keep) continue;
      drafts(form);
      if (form.dataset.outbox) form.outbox = new Outbox(form);
    }
  };
  const start = () => prepare(document);
  document.readyState === 'loading' ? addEventListener('DOMContentLoaded', start) : start();
  document.addEventListener('htmx:after:swap', () => prepare(document));
  // A form that the server took: its draft is done, and the one that `data-forget` names. So is one that is thrown away.
  const forget = thing => { if (thing?.dataset.forget) store.put('draft:' + thing.dataset.forget, null); };
  document.addEventListener('saved', event => {
    const form = event.target.closest?.('form');
    form?.forget?.();
    forget(form);
  });
  document.addEventListener('click', event => forget(event.target.closest('button[data-forget]')));
})();
