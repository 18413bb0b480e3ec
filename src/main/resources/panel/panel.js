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

/* Ctrl+K, Cmd+K and "/" open the search from anywhere; the arrows choose, Enter opens, Esc gives the focus back. */
let asking, wanted = false;
const palette = () => document.getElementById('palette');
const options = () => [...palette().querySelectorAll('[role=option]')];
function openPalette() {
  const dialog = palette(), from = document.activeElement;
  if (!dialog || dialog.open || document.querySelector('dialog[open]')) return;
  dialog.showModal();
  dialog.querySelector('input').select();
  dialog.onclose = () => { asking?.abort(); wanted = false; if (from?.isConnected) from.focus(); };
}
function choose(option) {
  const field = palette().querySelector('input');
  options().forEach(other => other.setAttribute('aria-selected', String(other === option)));
  field.setAttribute('aria-expanded', String(!!option));
  if (option) { field.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); } else field.removeAttribute('aria-activedescendant');
}
async function find(text) {
  asking?.abort();
  const own = asking = new AbortController(), list = document.getElementById('palette-list'), said = document.getElementById('palette-said');
  try {
    await new Promise(resolve => setTimeout(resolve, 60));
    if (own.signal.aborted) return;
    const answer = await fetch('/admin/find?q=' + encodeURIComponent(text), { headers: { 'HX-Request': 'true' }, signal: own.signal });
    if (answer.headers.has('HX-Redirect')) { location.href = answer.headers.get('HX-Redirect'); return; }
    if (!answer.ok) throw new Error(String(answer.status));
    list.innerHTML = await answer.text();
    said.textContent = list.querySelector('template').dataset.said;
    asking = null;
    choose(options()[0]);
    if (wanted) options()[0]?.click();
  } catch (failed) {
    if (failed.name === 'AbortError') return;
    list.replaceChildren(); choose(); said.textContent = list.dataset.failed; asking = null;
  }
  wanted = false;
}
document.addEventListener('keydown', event => {
  const field = event.target.closest('#palette input');
  if (field) {
    const all = options(), at = all.findIndex(option => option.getAttribute('aria-selected') === 'true');
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && all.length) { event.preventDefault(); choose(all[(at + step + all.length) % all.length]); }
    if (event.key === 'Enter' && field.value.trim()) { event.preventDefault(); if (asking) wanted = true; else if (at >= 0) all[at].click(); }
    return;
  }
  const isTyping = event.target.closest('input, textarea, select');
  if (!palette() || !((event.key === '/' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) || ((event.ctrlKey || event.metaKey) && event.code === 'KeyK'))) return;
  event.preventDefault();
  openPalette();
});
document.addEventListener('input', event => { if (event.target.closest('#palette')) { wanted = false; find(event.target.value.trim()); } });
document.addEventListener('click', event => {
  if (event.target === palette()) palette().close();
  if (event.target.closest('[role=option]')) { const dialog = palette(); dialog.onclose = null; dialog.close(); }
  if (event.ctrlKey || event.metaKey || event.shiftKey || !event.target.closest('[data-palette]')) return;
  event.preventDefault();
  openPalette();
});

/* Times are shown in this zone from the next page on. */
const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && !document.cookie.includes('mailyard_tz=')) document.cookie = 'mailyard_tz=' + encodeURIComponent(zone) + '; path=/; max-age=31536000; samesite=lax';
