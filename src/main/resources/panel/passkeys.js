/* Makes a passkey, or signs in by one: the browser's answer goes with an ordinary form. */
'use strict';
for (const form of document.querySelectorAll('form[data-passkey]')) {
  const makes = form.dataset.passkey === 'create';
  const parse = window.PublicKeyCredential && (makes ? PublicKeyCredential.parseCreationOptionsFromJSON : PublicKeyCredential.parseRequestOptionsFromJSON);
  if (!parse) continue;
  const button = form.querySelector('button'), failed = form.querySelector('[data-failed]');
  form.hidden = false;
  button.disabled = false;
  form.addEventListener('submit', async event => {
    event.preventDefault();
    button.disabled = true;
    failed.hidden = true;
    try {
      const told = makes ? JSON.parse(form.dataset.options) : await asked(form.dataset.ask);
      const publicKey = parse.call(PublicKeyCredential, told);
      const made = makes ? await navigator.credentials.create({ publicKey }) : await navigator.credentials.get({ publicKey });
      form.elements.credential.value = JSON.stringify(made.toJSON());
      form.submit();
    } catch {
      failed.hidden = false;
      button.disabled = false;
    }
  });
}
async function asked(address) {
  const answer = await fetch(address, { method: 'POST' });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}
