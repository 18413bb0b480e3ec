/* Everything works without this script; it keeps pages up to date, opens dialogs in place and copies texts. */
'use strict';
document.documentElement.dataset.script = '';

/* One stream for a visible window alone: a browser has six connections to a server without TLS. Of windows that are
   visible side by side the three opened first keep a stream; each of the others opens one every two seconds until it
   has heard something, so that there are connections left for pages. It can be paused; a connection that is lost, or
   silent for longer than the server ever is, is told and tried again. */
let stream, paused = false, state = '', since, heard, later, keeping = false;
const KEPT = 3, id = Date.now() + Math.random(), keepers = new Map(), others = new BroadcastChannel('mailyard-live');
const mayKeep = () => [...keepers].filter(([other, at]) => other < id && Date.now() - at < 12000).length < KEPT;
function keep(on) { keeping = on; others.postMessage({ id, on }); }
function settle(opened) {
  if (opened !== stream || keeping) return;
  if (mayKeep()) keep(true); else { close(); later = setTimeout(live, 1700); }
}
others.onmessage = ({ data }) => {
  if (data.on) keepers.set(data.id, Date.now()); else keepers.delete(data.id);
  if (data.asks && keeping) keep(true);
  if (keeping && !mayKeep()) { keep(false); settle(stream); }
};
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
function close() { clearTimeout(later); stream?.close(); stream = null; if (keeping) keep(false); }
function live() {
  clearTimeout(later);
  const parts = document.querySelectorAll('[data-live]');
  if (document.hidden || paused || !parts.length) { close(); if (parts.length) tell('off'); return; }
  if (stream && stream.readyState !== EventSource.CLOSED) return;
  const opened = stream = new EventSource(parts[0].dataset.live);
  let settling = false;
  const hear = () => { heard = Date.now(); if (opened === stream) tell('on'); };
  const told = () => { hear(); if (!settling) { settling = true; setTimeout(settle, 300, opened); } };
  others.postMessage({ id, asks: true });
  stream.onopen = stream.onmessage = hear;
  stream.addEventListener('beat', told);
  stream.onerror = () => { if (opened !== stream) return; tell('lost'); if (opened.readyState === EventSource.CLOSED) setTimeout(live, 10000); };
  for (const part of parts) stream.addEventListener(part.dataset.event, event => { if (opened === stream) { part.innerHTML = event.data; window.htmx?.process(part); told(); } });
}
setInterval(() => { if (keeping) keep(true); if (stream && state === 'on' && Date.now() - heard > 20000) { close(); tell('lost'); live(); } }, 5000);
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
let reached = false, reaching = false;
document.addEventListener('submit', event => {
  const form = event.target;
  if (reached || event.defaultPrevented || !form.matches('form[data-guard]')) { changed = reached = false; return; }
  /* a server that restarts would lose what was typed: it is sent once the server answers */
  event.preventDefault();
  if (reaching) return;
  reaching = true;
  fetch(document.querySelector('link[rel=stylesheet]').href, { method: 'HEAD', cache: 'no-store' }).then(answer => {
    /* what a balancer says in its place */
    if (answer.status >= 502 && answer.status <= 504) throw new Error('away');
  }).then(() => {
    reaching = false; reached = true; form.querySelector('.away')?.remove(); form.requestSubmit(event.submitter);
  }, () => {
    reaching = false;
    const box = form.querySelector('.away') ?? form.appendChild(document.createElement('div'));
    box.className = 'box bad away'; box.setAttribute('role', 'alert'); box.textContent = document.body.dataset.away;
  });
});
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
