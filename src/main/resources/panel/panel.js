/* Everything works without this script; it keeps pages up to date, opens dialogs in place and copies texts. */
'use strict';
document.documentElement.dataset.script = '';

/* One stream for a visible tab alone: a browser has six connections to a server without TLS. It can be paused; a
   connection that is lost, or silent for longer than the server ever is, is told and tried again. */
let stream, paused = false, state = '', since, heard;
const words = { on: sign => sign.dataset.on, off: sign => sign.dataset.off + ' ' + since, lost: sign => sign.dataset.lost + ' ' + since };
function tell(now) {
  if (now !== state) { state = now; since = new Date().toLocaleTimeString(document.documentElement.lang); }
  document.querySelectorAll('.live').forEach(sign => {
    sign.classList.toggle('on', state === 'on');
    sign.classList.toggle('lost', state === 'lost');
    const text = words[state](sign);
    if (sign.textContent !== text) sign.textContent = text;
  });
  document.querySelectorAll('[data-pause]').forEach(button => {
    button.hidden = false;
    button.textContent = paused ? button.dataset.resumeLabel : button.dataset.pauseLabel;
  });
}
function close() { stream?.close(); stream = null; }
function live() {
  const parts = document.querySelectorAll('[data-live]');
  if (document.hidden || paused || !parts.length) { close(); if (parts.length) tell('off'); return; }
  if (stream && stream.readyState !== EventSource.CLOSED) return;
  const opened = stream = new EventSource(parts[0].dataset.live);
  const hear = () => { heard = Date.now(); if (opened === stream) tell('on'); };
  stream.onopen = stream.onmessage = hear;
  stream.addEventListener('beat', hear);
  stream.onerror = () => { if (opened !== stream) return; tell('lost'); if (opened.readyState === EventSource.CLOSED) setTimeout(live, 10000); };
  for (const part of parts) stream.addEventListener(part.dataset.event, event => { if (opened === stream) { part.innerHTML = event.data; window.htmx?.process(part); hear(); } });
}
setInterval(() => { if (stream && state === 'on' && Date.now() - heard > 20000) { close(); tell('lost'); live(); } }, 5000);
document.addEventListener('click', event => {
  if (event.target.closest('[data-pause]')) { paused = !paused; live(); }
});
document.addEventListener('visibilitychange', live);
addEventListener('pagehide', close);
addEventListener('pageshow', live);

/* A dialog opens when its content has arrived, and gives the focus back when it closes. */
let opener;
document.addEventListener('htmx:beforeRequest', event => { if (!event.detail.elt.closest('dialog')) opener = event.detail.elt; });
document.addEventListener('htmx:afterSwap', event => {
  const dialog = event.detail.target.closest('dialog');
  if (!dialog) return;
  const from = opener;
  if (!dialog.open) dialog.showModal();
  (dialog.querySelector('[aria-invalid=true], [autofocus], input:not([type=hidden]), textarea') ?? dialog).focus();
  dialog.onclose = () => { dialog.replaceChildren(); from?.isConnected && from.focus(); };
});
document.addEventListener('click', event => {
  const close = event.target.closest('dialog [data-close]');
  if (close) { event.preventDefault(); close.closest('dialog').close(); }
  const copy = event.target.closest('[data-copy]');
  if (copy) copied(copy);
});
async function copied(button) {
  const text = button.dataset.copy || button.parentElement.querySelector('pre, code').textContent;
  try { await navigator.clipboard.writeText(text); } catch {
    const field = document.createElement('textarea');
    field.value = text; document.body.append(field); field.select(); document.execCommand('copy'); field.remove();
  }
  button.classList.add('done');
  setTimeout(() => button.classList.remove('done'), 1500);
}

/* What is typed and not saved is asked about before the page is left. */
let changed = false;
document.addEventListener('input', event => { if (event.target.closest('form[data-guard]')) changed = true; });
document.addEventListener('submit', () => { changed = false; });
addEventListener('beforeunload', event => { if (changed || document.querySelector('[data-secret]')) event.preventDefault(); });

/* A secret that is shown this once is asked about too, until "I have it". */
document.addEventListener('click', event => {
  if (event.target.closest('[data-kept]')) document.querySelector('[data-secret]')?.removeAttribute('data-secret');
});

/* The session ended behind a dialog: its form is sent as a page, which keeps what was typed through the sign-in. */
document.addEventListener('session-over', event => event.target.closest('form')?.submit());

/* "/" goes to the search of the page. */
document.addEventListener('keydown', event => {
  const field = document.querySelector('input[type=search]');
  if (event.key === '/' && field && !event.target.closest('input, textarea, select')) { event.preventDefault(); field.focus(); }
});

/* Times are shown in this zone from the next page on. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes('mailyard_tz=')) document.cookie = 'mailyard_tz=' + encodeURIComponent(zone) + '; path=/; max-age=31536000; samesite=lax';
