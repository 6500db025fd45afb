// Asks the device for a passkey. A form with data-passkey says where the challenge comes from; without scripts, or in a
// browser that knows no passkeys, it stays hidden, and so it does at an address of numbers, where browsers allow none.
(() => {
  const named = !/^[\d.]+$|:/.test(location.hostname);
  const known = named && window.PublicKeyCredential?.parseRequestOptionsFromJSON;
  const tell = text => {
    const notice = document.getElementById('notice');
    notice.className = 'notice err';
    notice.setAttribute('role', 'alert');
    notice.tabIndex = -1;
    notice.textContent = text;
    notice.focus();
  };
  const ask = async form => {
    const answer = await fetch(form.dataset.passkey, { method: 'POST' });
    if (answer.status === 403) { location.href = '/proof?then=' + location.pathname; return null; }
    if (!answer.ok) throw new Error('no challenge');
    const options = await answer.json();
    const credential = options.user
      ? await navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) })
      : await navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
    return JSON.stringify(credential.toJSON());
  };
  if (known) for (const form of document.querySelectorAll('form[data-passkey]')) {
    form.hidden = false;
    form.addEventListener('submit', async event => {
      event.preventDefault();
      const button = form.querySelector('button');
      button.disabled = true;
      try {
        const said = await ask(form);
        if (said === null) return;
        form.elements.answer.value = said;
        form.submit();
      } catch {
        tell(form.dataset.failed);
      }
      button.disabled = false;
    });
  }
})();
