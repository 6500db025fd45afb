// Every page: shows a refusal beside the field that it is about. No dependencies but htmx.
(() => {
  const sheet = () => document.querySelector('dialog#sheet');
  const home = document.getElementById('notice')?.parentElement;
  const mark = () => {
    document.querySelectorAll('[aria-invalid]').forEach(field => {
      field.removeAttribute('aria-invalid');
      field.closest('.field')?.classList.remove('invalid');
    });
    const notice = document.getElementById('notice');
    if (!notice?.dataset) return;
    const field = notice.dataset.field && document.getElementById(notice.dataset.field);
    if (field) {
      field.setAttribute('aria-invalid', 'true');
      field.setAttribute('aria-describedby', 'notice');
      field.closest('.field')?.classList.add('invalid');
    }
    if (notice.getAttribute('role') === 'alert') notice.focus();
  };
  // A new try begins without the old refusal.
  const clear = () => {
    const notice = document.getElementById('notice');
    if (notice?.getAttribute('role') === 'alert') {
      notice.replaceChildren();
      notice.className = '';
      notice.removeAttribute('role');
      notice.dataset.field = '';
    }
  };
  document.addEventListener('htmx:before:request', event => {
    if (event.target.matches?.('form,button')) clear();
  });
  document.addEventListener('htmx:after:swap', () => {
    const notice = document.querySelector('#notice[role=alert]');
    if (!notice) return;
    if (sheet()?.open) sheet().prepend(notice); // a dialog covers the page: the sentence belongs where the person is
    mark();
  });
  document.addEventListener('click', event => {
    if (event.target.closest('[data-print]')) window.print();
    if (event.target.closest('[data-close]')) shut();
  });
  // A sheet arrives in the element #sheet and opens as a dialog. It closes when it is saved, or by the person.
  document.addEventListener('htmx:after:swap', () => {
    const found = sheet();
    if (found?.childElementCount && !found.open) found.showModal();
  });
  // It is empty the moment it closes: else a change from the stream, arriving before the browser tells of the closing,
  // would open it again.
  const empty = () => {
    const notice = sheet().querySelector('#notice');
    if (notice) { clear(); home?.append(notice); }
    sheet().replaceChildren();
  };
  const shut = () => { if (sheet()?.open) { sheet().close(); empty(); } };
  document.addEventListener('saved', shut);
  for (const ending of ['cancel', 'close']) document.addEventListener(ending, event => {
    if (event.target === sheet() && !(ending === 'close' && sheet().open)) empty();
  }, true);
  // A page of the office that is left open hides itself when its session is over, and comes back, with what was typed,
  // when the same person has signed in again.
  const away = document.getElementById('away');
  const title = document.title;
  const hide = async () => {
    if (document.visibilityState !== 'visible') return;
    const answer = await fetch('/sign-in/holds', { cache: 'no-store' }).catch(() => null);
    if (!answer?.ok) return; // without a line nobody knows
    const out = (await answer.text()) !== away.dataset.me;
    document.body.classList.toggle('away', out);
    document.title = out ? 'Tavlen' : title;
    if (out && !away.open) away.showModal();
    if (!out) away.close();
  };
  if (away) {
    document.addEventListener('visibilitychange', hide);
    addEventListener('focus', hide);
    addEventListener('pageshow', event => { if (event.persisted) hide(); });
    away.addEventListener('close', () => { if (document.body.classList.contains('away')) away.showModal(); });
    setInterval(hide, 60 * 1000);
  }
  // A page on the wall that waits looks again, and is read anew when it would say something else. While the server does
  // not answer, it stays as it is.
  const seconds = Number(document.documentElement.dataset.again);
  const says = page => page.querySelector('main')?.textContent;
  if (seconds) setInterval(async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    if (says(readPage(await answer.text())) !== says(document)) location.reload();
  }, seconds * 1000);
})();
