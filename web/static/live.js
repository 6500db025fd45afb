// Live pages: the state of the connection, the minutes left, and what the stream says by name.
(() => {
  const stream = document.getElementById('stream');
  if (!stream) return;
  const SILENT = 35000; // two heartbeats and a little
  const root = document.documentElement;
  let heard = Date.now(), lost = 0, connection = null;

  const online = () => { heard = Date.now(); lost = 0; root.dataset.connected = 'true'; };
  const offline = () => {
    if (!lost) lost = Date.now();
    setTimeout(() => { if (lost && Date.now() - lost >= 3000) root.dataset.connected = 'false'; }, 3000);
  };
  stream.addEventListener('htmx:sse:after:connection', event => { connection = event.detail.connection; online(); });
  stream.addEventListener('htmx:sse:after:message', online);
  stream.addEventListener('htmx:sse:error', offline);
  document.addEventListener('htmx:sse:close', event => { if (event.target === stream) offline(); });
  // A connection that died without a word: read on a new one.
  setInterval(() => {
    if (document.hidden || Date.now() - heard < SILENT) return;
    heard = Date.now();
    offline();
    connection?.reader?.cancel?.();
  }, 2000);
  addEventListener('online', () => connection?.reader?.cancel?.());
  addEventListener('offline', offline);

  const again = () => location.reload();
  // Nobody is thrown off the desk: signed out, one writes on, and the cards wait; after the end, what waits stays in sight.
  const desk = document.querySelector('form.writer');
  stream.addEventListener('admitted', again);
  stream.addEventListener('closed', () => { if (!desk) again(); });
  stream.addEventListener('over', () => { if (!desk?.elements.text.value && !desk?.outbox?.all().length) again(); });
  // A guest who was shown out while the connection was away.
  stream.addEventListener('htmx:sse:error', event => { if (event.detail?.status === 401 && location.pathname.startsWith('/phone')) again(); });

  // The big screen keeps itself awake; a browser lets go of that whenever the page is out of sight.
  const wake = () => { if (!document.hidden) navigator.wakeLock?.request('screen').catch(() => {}); };
  if (root.dataset.screen === 'large') { wake(); document.addEventListener('visibilitychange', wake); }

  // Minutes, not seconds; the server's clock, not the device's.
  const ahead = Date.parse(stream.dataset.now) - Date.now();
  const tick = () => document.querySelectorAll('[data-until]').forEach(clock => {
    const left = Math.ceil((Date.parse(clock.dataset.until) - Date.now() - ahead - 5000) / 60000);
    const words = left > 0 ? clock.dataset.left.replace('{n}', left) : clock.dataset.over;
    if (clock.textContent !== words) clock.textContent = words;
    const gauge = clock.closest('.clock,.now')?.querySelector('.gauge');
    const share = Math.max(0, Math.min(100, Math.round(100 * left / Number(clock.dataset.minutes || 1))));
    gauge?.setAttribute('stroke-dasharray', `${share} 100`);
  });
  tick();
  setInterval(tick, 5000);
  document.addEventListener('htmx:after:swap', tick);
})();
