// The QR code's secret stands in the address after #, where no server and no log sees it. It is taken out of the
// address bar at once, and shown to the server once, for the names to choose from.
(() => {
  const knock = () => {
    const secret = location.hash.slice(1);
    if (!secret) return;
    history.replaceState(null, '', location.pathname + location.search);
    for (const link of document.querySelectorAll('.languages a')) link.hash = secret;
    htmx.ajax('POST', '/join/names', { target: '#entry', swap: 'outerHTML', values: { secret } });
  };
  document.readyState === 'loading' ? addEventListener('DOMContentLoaded', knock) : knock();
  addEventListener('hashchange', knock);
})();
