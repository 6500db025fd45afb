// The link's secret stands in the address after #, where no server and no log sees it. It is taken out of the address
// bar and put into the form; it is used when somebody presses the button.
(() => {
  const secret = location.hash.slice(1);
  if (!secret) return;
  history.replaceState(null, '', location.pathname + location.search);
  document.getElementById('secret').value = secret;
})();
