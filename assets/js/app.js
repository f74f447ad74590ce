/* Accolade in the browser. Everything here is comfort: every page and every form works without it.

   Words: this file holds none for people. They come from the page:
     <body data-t-dismiss data-t-uploading="Uploading {name}…" data-t-upload-failed="{name} …"
           data-t-draft-saved data-t-draft-local data-t-copied data-t-offline data-t-failed>
     input[data-tags] data-t-remove="Remove {tag}"      [data-bell] data-t-bell="… {n} …" data-t-bell-none
     textarea data-t-table="Column | Column"
   State of the page: <body data-member="handle"> when somebody is signed in, data-keys="off" when the
     member wants no one-key shortcuts; <html data-katex-js data-katex-css> name the formula library. */

const root = document.documentElement;
const { body } = document;
const words = body.dataset;
const fill = (text, values) => (text || '').replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');
const on = (type, selector, run, target = document, options) =>
  target.addEventListener(type, (event) => {
    const hit = event.target instanceof Element && event.target.closest(selector);
    if (hit) run(event, hit);
  }, options);
const later = (wait, run) => {
  let timer;
  const go = (...args) => { clearTimeout(timer); timer = setTimeout(run, wait, ...args); };
  go.stop = () => clearTimeout(timer);
  return go;
};
const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined && value !== false) made.setAttribute(name, value === true ? '' : value);
  }
  made.append(...children);
  return made;
};
const icon = (name) => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  const use = document.createElementNS('http://www.w3.org/2000/svg', 'use');
  use.setAttribute('href', `${root.dataset.icons || '/assets/icons/icons.svg'}#i-${name}`);
  svg.append(use);
  return svg;
};
/* The document says whether something that the reader waits for is under way. */
let underWay = 0;
const working = (promise) => {
  underWay += 1;
  root.dataset.busy = '';
  return promise.finally(() => {
    underWay -= 1;
    if (!underWay) delete root.dataset.busy;
  });
};
const post = (url, fields, options = {}) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(fields), credentials: 'same-origin', ...options });
const store = {
  read(key) { try { return JSON.parse(localStorage.getItem(key)); } catch { return null; } },
  write(key, value) { try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; } },
  drop(key) { try { localStorage.removeItem(key); } catch { /* nothing to drop */ } },
};

/* ------------------------------------------------------------------ toasts and notices */

const toasts = document.getElementById('toasts');
const channel = words.member && 'BroadcastChannel' in window ? new BroadcastChannel(`live:${words.member}`) : null;

/* Rewards this page has shown. */
const shownToasts = new Set();

function showToast(html) {
  if (!toasts) return;
  const fragment = document.createRange().createContextualFragment(html);
  const id = fragment.firstElementChild?.dataset.toast;
  if (id && shownToasts.has(id)) return;
  toasts.append(fragment);
  refresh(toasts);
  if (!id) return;
  shownToasts.add(id);
  // The server offers a reward until a page has really shown it.
  fetch('/toasts/shown', { method: 'POST', body: new URLSearchParams({ id }), keepalive: true }).catch(() => {});
}

function say(text, { sticky = false, name = null } = {}) {
  if (!toasts || !text) return null;
  const close = element('button', { class: 'x', type: 'button', 'data-dismiss': true, 'aria-label': words.tDismiss }, icon('x'));
  const toast = element('div', { class: 'toast plain', 'data-toast': name }, element('div', {}, element('p', {}, text)), close);
  if (name) dropToast(name);
  toasts.append(toast);
  if (!sticky) setTimeout(() => toast.matches(':hover, :focus-within') || toast.remove(), 6000);
  return toast;
}

/* A reward as the next page would show it at its top, where a live message has not brought it already. */
function showReward(reward) {
  const id = reward.dataset.toast;
  if (!toasts || shownToasts.has(id)) return;
  shownToasts.add(id);
  toasts.append(element('div', { class: 'toast', 'data-toast': id }, ...[...reward.childNodes].map((part) => document.importNode(part, true))));
}

function dropToast(id) {
  toasts?.querySelector(`[data-toast="${CSS.escape(id)}"]`)?.remove();
}

on('click', '[data-dismiss]', (event, button) => {
  const box = button.closest('.toast, .reward, .notice, .refusal, .why');
  const form = button.closest('form');
  if (!box) return;
  if (form) {
    event.preventDefault();
    post(form.action, new FormData(form), { keepalive: true }).catch(() => {});
  }
  if (box.dataset.toast) channel?.postMessage({ dismiss: box.dataset.toast });
  const next = box.nextElementSibling?.querySelector('[data-dismiss]');
  const held = box.contains(document.activeElement);
  box.remove();
  if (held) (next || document.getElementById('main'))?.focus({ preventScroll: true });
});

window.addEventListener('offline', () => say(words.tOffline, { sticky: true, name: 'offline' }));
window.addEventListener('online', () => dropToast('offline'));

/* ------------------------------------------------------------------ live: one connection over all tabs */

function showBell(count) {
  for (const bell of document.querySelectorAll('[data-bell]')) {
    const mark = bell.querySelector('.count');
    if (mark) mark.textContent = count > 99 ? '99+' : count > 0 ? String(count) : '';
    bell.setAttribute('aria-label', count > 0 ? fill(bell.dataset.tBell, { n: count }) : bell.dataset.tBellNone || '');
  }
}

function receive({ toast, bell, dismiss }) {
  if (toast) showToast(toast);
  if (bell !== undefined) showBell(bell);
  if (dismiss) dropToast(dismiss);
}

/* The tab that holds the lock listens to the server and tells the others. Resolves when told to stop. */
function listen(signal) {
  return new Promise((resolve) => {
    let source;
    let timer;
    let wait = 5000;
    const spread = (message) => { receive(message); channel?.postMessage(message); };
    const open = () => {
      source = new EventSource('/live');
      source.addEventListener('open', () => { wait = 5000; });
      source.addEventListener('toast', (event) => spread({ toast: event.data }));
      source.addEventListener('bell', (event) => spread({ bell: Number(event.data) || 0 }));
      source.addEventListener('error', () => {
        // The browser reconnects by itself after a broken line, but gives up after a refusal.
        if (source.readyState !== EventSource.CLOSED) return;
        timer = setTimeout(open, wait);
        wait = Math.min(wait * 2, 120000);
      });
    };
    signal.addEventListener('abort', () => { clearTimeout(timer); source?.close(); resolve(); });
    open();
  });
}

function goLive() {
  const stop = new AbortController();
  if (navigator.locks && channel) {
    navigator.locks.request(`live:${words.member}`, { signal: stop.signal }, () => listen(stop.signal)).catch(() => {});
  } else {
    listen(stop.signal);
  }
  window.addEventListener('pagehide', () => stop.abort(), { once: true });
}

if (words.member && toasts && 'EventSource' in window) {
  if (channel) channel.onmessage = (event) => receive(event.data);
  goLive();
  window.addEventListener('pageshow', (event) => event.persisted && goLive());
}

/* ------------------------------------------------------------------ times, formulas: whatever arrives on the page */

const relative = new Intl.RelativeTimeFormat(root.lang || undefined, { numeric: 'auto' });
const absolute = new Intl.DateTimeFormat(root.lang || undefined, { dateStyle: 'medium', timeStyle: 'short' });
const steps = [['minute', 60], ['hour', 3600], ['day', 86400]];

/* Older than thirty days, the server's own date stays. */
function showTime(time) {
  const moment = new Date(time.dateTime);
  if (Number.isNaN(moment.getTime())) return;
  const seconds = (moment - Date.now()) / 1000;
  const size = Math.abs(seconds);
  if (!time.title) time.title = absolute.format(moment);
  if (size > 30 * 86400) return;
  const [unit, length] = steps.findLast(([, span]) => size >= span) || ['second', 1];
  const text = unit === 'second' ? relative.format(0, 'second') : relative.format(Math.round(seconds / length), unit);
  if (time.textContent !== text) time.textContent = text;
}

let katex;
function loadKatex() {
  const { katexJs, katexCss } = root.dataset;
  katex ||= new Promise((resolve, reject) => {
    if (!katexJs || !katexCss) { reject(new Error('no formula library named')); return; }
    const sheet = element('link', { rel: 'stylesheet', href: katexCss });
    const script = element('script', { src: katexJs });
    const loaded = [sheet, script].map((part) => new Promise((done, failed) => { part.onload = done; part.onerror = failed; }));
    Promise.all(loaded).then(() => resolve(window.katex), reject);
    document.head.append(sheet, script);
  });
  return katex;
}

async function showFormulas(spans) {
  let library;
  try { library = await loadKatex(); } catch { return; }
  for (const span of spans) {
    const displayMode = span.matches('.block, .display, [data-math-style="display"]');
    const tex = span.dataset.tex ?? span.textContent;
    library.render(tex, span, { displayMode, throwOnError: false, trust: false, strict: 'ignore', maxSize: 20, maxExpand: 200 });
    span.dataset.done = '';
    fitFormula(span);
  }
}

/* A formula in a line breaks at its signs; a part that has none and is wider than the text scrolls by itself. */
function fitFormula(span) {
  const room = span.parentElement?.clientWidth || 0;
  const wide = [...span.querySelectorAll('.katex-html > *')].some((base) => base.offsetWidth > room);
  span.classList.toggle('wide', wide);
  if (wide) span.tabIndex = 0; else span.removeAttribute('tabindex');
}
window.addEventListener('resize', later(200, () => document.querySelectorAll('.math[data-done]').forEach(fitFormula)));

function refresh(part) {
  part.querySelectorAll(changedHere).forEach((one) => written.has(one) || written.set(one, asWritten(one)));
  part.querySelectorAll('time[data-rel]').forEach(showTime);
  const formulas = [...part.querySelectorAll('.math:not([data-done])')];
  if (formulas.length) showFormulas(formulas);
  part.querySelectorAll('.prose pre:not([tabindex])').forEach((pre) => { if (pre.scrollWidth > pre.clientWidth) pre.tabIndex = 0; });
  part.querySelectorAll('form[data-draft]').forEach(keepDraft);
  part.querySelectorAll('[data-editor]').forEach(editor);
  part.querySelectorAll('input[data-tags]').forEach(tagBox);
  part.querySelectorAll('input[data-similar]').forEach(similar);
  part.querySelectorAll('textarea[data-mentions]').forEach(mentions);
}
const once = (thing, name) => {
  const mark = `on${name}`;
  if (thing.dataset[mark]) return false;
  thing.dataset[mark] = '1';
  return true;
};

setInterval(() => { if (!document.hidden) document.querySelectorAll('time[data-rel]').forEach(showTime); }, 60000);

/* ------------------------------------------------------------------ small manners of the page */

on('click', '[data-copy]', (event, link) => {
  if (!navigator.clipboard || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  navigator.clipboard.writeText(new URL(link.dataset.copy || link.href, location.href).href)
    .then(() => say(words.tCopied, { name: 'copied' }), () => { if (link.href) location.href = link.href; });
});

// In the capture phase, so that nothing is sent that the member has just declined.
document.addEventListener('submit', (event) => {
  const question = event.submitter?.dataset.confirm || event.target.dataset.confirm;
  if (question && !window.confirm(question)) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }
}, true);

on('change', 'select[data-submit]', (_, select) => select.form?.requestSubmit());

on('click', '[data-theme-set]', (event, button) => {
  const theme = button.dataset.themeSet;
  event.preventDefault();
  try { localStorage.setItem('theme', theme); } catch { /* the cookie is enough */ }
  document.cookie = `theme=${theme}; path=/; max-age=31536000; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
  if (theme === 'auto') delete root.dataset.theme; else root.dataset.theme = theme;
  const form = button.form;
  if (form) post(form.action, { theme }, { redirect: 'manual' }).catch(() => {});
  button.closest('details.menu')?.removeAttribute('open');
});

/* A menu closes on a click elsewhere and on Escape, which gives the focus back. */
const openMenus = () => document.querySelectorAll('details.menu[open]');
document.addEventListener('click', (event) => openMenus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute('open')));
document.addEventListener('keydown', (event) => {
  if (event.key !== 'Escape') return;
  for (const menu of openMenus()) {
    menu.removeAttribute('open');
    menu.querySelector('summary').focus();
  }
});

/* One-key decisions of the review queue: never while typing, never with a modifier. */
document.addEventListener('keydown', (event) => {
  if (words.keys === 'off' || event.defaultPrevented || event.repeat || event.isComposing) return;
  if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
  if (event.target.closest?.('input, textarea, select, [contenteditable], [role="option"]')) return;
  const button = [...document.querySelectorAll('[data-key]')]
    .find((one) => one.dataset.key.toLowerCase() === event.key.toLowerCase() && one.offsetParent && !one.disabled);
  if (!button) return;
  event.preventDefault();
  button.click();
});

/* ------------------------------------------------------------------ acts in place

   A form with data-in-place is sent by the script. The server answers such a request with no page, only with "done" or with the part that
   explains a refusal. When it is done, the page's own address is fetched like any reader's and the open document is brought to what it
   shows, element by element: so the page is what a reload shows, with the focus, the scrolling and whatever is being typed kept.
   Nothing is put into the page but the parts that are asked for by name: whatever else comes back, the browser loads the page itself. */

/* How the server wrote what scripts change here: as long as it writes the same, the element is left alone. */
const written = new WeakMap();
const changedHere = 'time[data-rel], .math, .prose pre, form:has([data-mentions], [data-tags], [data-similar], [data-draft]), form[data-draft]';
/* Text of fields, keys and what is only for browsers without scripts tell no two versions of a form apart. */
const asWritten = (part) => part.outerHTML.replace(/(<textarea[^>]*>)[^<]*/g, '$1').replace(/(name="once" value=")[^"]*/g, '$1').replace(/<noscript>[^]*?<\/noscript>/g, '');

function bring(here, there) {
  if (here.nodeType !== Node.ELEMENT_NODE) {
    if (here.data !== there.data) here.data = there.data;
    return;
  }
  if (here === toasts || here.localName === 'noscript') return;
  if (written.has(here)) {
    if (written.get(here) !== asWritten(there)) here.replaceWith(typedInto(document.importNode(there, true), here));
    else if (here.localName === 'form') keepTyped(here, there);
    return;
  }
  for (const { name } of [...here.attributes]) {
    if (!there.hasAttribute(name) && !(name === 'open' && here.localName === 'details')) here.removeAttribute(name);
  }
  for (const { name, value } of there.attributes) {
    if (here.getAttribute(name) !== value) here.setAttribute(name, value);
  }
  bringChildren(here, there);
}

const alike = (one, other) => one.nodeType === other.nodeType && one.nodeName === other.nodeName && (one.id || '') === (other.id || '');
const sameClass = (one, other) => one.nodeType !== Node.ELEMENT_NODE || one.getAttribute('class') === other.getAttribute('class');

function bringChildren(here, there) {
  const named = new Map([...here.children].filter((child) => child.id).map((child) => [child.id, child]));
  const kept = new Set();
  let at = here.firstChild;
  for (const next of [...there.childNodes]) {
    // By name; or else the next of the same class, or the one that stands here.
    let match = next.id ? named.get(next.id) : null;
    if (match && !alike(match, next)) match = null;
    for (let look = at; !next.id && look && !match; look = look.nextSibling) if (alike(look, next) && sameClass(look, next)) match = look;
    if (!match && at && !next.id && alike(at, next)) match = at;
    if (!match) {
      kept.add(here.insertBefore(document.importNode(next, true), at));
      continue;
    }
    if (match === at) at = at.nextSibling;
    else here.insertBefore(match, at);
    const before = match.previousSibling;
    bring(match, next);
    // It may have been replaced.
    kept.add(match.isConnected ? match : before ? before.nextSibling : here.firstChild);
  }
  for (const child of [...here.childNodes]) if (!kept.has(child)) child.remove();
}

/* A form that stays: where nothing was typed, its fields show what the server keeps; what is sent from it next is something new. */
function keepTyped(here, there) {
  const [key, fresh] = [here, there].map((form) => form.querySelector('input[name="once"]'));
  if (key && fresh) key.value = fresh.value;
  for (const field of there.querySelectorAll('textarea[name]')) {
    const mine = here.elements[field.name];
    if (mine?.localName !== 'textarea' || mine.defaultValue === field.defaultValue) continue;
    const untouched = mine.value === mine.defaultValue;
    mine.defaultValue = field.defaultValue;
    if (untouched) mine.value = field.defaultValue;
  }
}

/* What was typed into a form that is exchanged goes with it. */
function typedInto(form, old) {
  for (const field of old.localName === 'form' ? old.querySelectorAll('textarea[name], input[type="text"][name], input:not([type])[name]') : []) {
    const mine = form.elements[field.name];
    if (mine && 'value' in mine && field.value !== field.defaultValue) mine.value = field.value;
  }
  return form;
}

const ourScript = (page) => page.querySelector('script[type="module"][src]')?.getAttribute('src');

/* Brings the open page to what its address shows now. */
async function showAnew() {
  let page;
  try {
    const answer = await fetch(location.pathname + location.search, { credentials: 'same-origin', headers: { Accept: 'text/html' } });
    if (answer.ok && !answer.redirected) page = new DOMParser().parseFromString(await answer.text(), 'text/html');
  } catch { /* as if it were another page */ }
  // Another page, another version of the site, another language: the browser goes there itself.
  if (!page?.querySelector('body > .shell > main#main') || ourScript(page) !== ourScript(document) || page.documentElement.lang !== root.lang) {
    location.reload();
    return false;
  }
  const passing = [...page.querySelectorAll('main > [data-once]')];
  passing.forEach((part) => part.remove());
  document.querySelectorAll('main > [data-once]').forEach((part) => part.remove());
  document.title = page.title;
  bring(body, page.body);
  refresh(document);
  passing.forEach((part) => (part.matches('.reward') ? showReward(part) : say(part.textContent, { name: 'done' })));
  return true;
}

/* A refusal stands under the post that it is about, or else among the notices. */
function refused(form, why) {
  const refusal = element('div', { class: 'refusal', role: 'alert' }, document.importNode(why, true));
  const place = form.closest('.post')?.querySelector(':scope > .body');
  if (place) {
    place.querySelector(':scope > .refusal')?.remove();
    place.append(refusal);
    refusal.scrollIntoView({ block: 'nearest' });
  } else {
    say(' ', { sticky: true, name: 'refused' })?.firstElementChild.replaceChildren(refusal);
  }
}

async function actInPlace(form, submitter) {
  const fields = new URLSearchParams(new FormData(form));
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  let answer;
  try {
    answer = await post(submitter?.getAttribute('formaction') || form.getAttribute('action'), fields, { headers: { 'X-In-Place': 'act' }, redirect: 'manual' });
  } catch {
    say(navigator.onLine ? words.tFailed : words.tOffline, { name: 'failed' });
    return;
  }
  const to = answer.headers.get('X-In-Place');
  if (answer.status === 401 && to) { location.assign(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`); return; }
  if (answer.status !== 204 || !to) {
    const why = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('body > .why[data-part]');
    if (why && answer.status >= 400) refused(form, why);
    else say(words.tFailed, { name: 'failed' });
    return;
  }
  const held = document.activeElement;
  const fold = form.matches('[data-reset]') ? form.closest('details') : null;
  const inFold = fold?.contains(held);
  if (fold) form.reset();
  const top = form.getBoundingClientRect().top;
  if (!await showAnew()) return;
  fold?.removeAttribute('open');
  // The reader stays at what they acted on, wherever it moved to.
  if (form.isConnected) window.scrollBy({ top: form.getBoundingClientRect().top - top, behavior: 'instant' });
  if (inFold) fold.querySelector('summary').focus({ preventScroll: true });
  else if (held !== document.activeElement) (document.getElementById(held?.id) || document.getElementById('main'))?.focus({ preventScroll: true });
}

/* One act after the other: each is shown before the next is sent. */
let acts = Promise.resolve();
on('submit', 'form[data-in-place]', (event, form) => {
  if (event.defaultPrevented) return;
  event.preventDefault();
  if (form.getAttribute('aria-busy')) return;
  form.setAttribute('aria-busy', 'true');
  const { submitter } = event;
  acts = working(acts.then(() => actInPlace(form, submitter)).finally(() => form.removeAttribute('aria-busy')));
});

/* ------------------------------------------------------------------ drafts: kept here at once, on the server soon */

const draftKey = (key) => `draft:${words.member || 'guest'}:${key}`;
for (const done of document.querySelectorAll('meta[name="draft-done"]')) store.drop(draftKey(done.content));

function keepDraft(form) {
  if (!once(form, 'draft')) return;
  const key = draftKey(form.dataset.draft);
  const note = form.querySelector('[data-draft-note]');
  const fields = () => [...form.elements].filter((field) => field.name && field.matches('textarea, select, input:not([type]), [type="text"], [type="url"], [data-tags], [data-tags-value]'));
  const values = () => Object.fromEntries(fields().map((field) => [field.name, field.value]));
  const initial = (field) => (field.matches('select') ? '' : field.defaultValue);
  const base = Object.fromEntries(fields().map((field) => [field.name, initial(field)]));
  const tell = (text, bad = false) => { if (note) { note.textContent = text; note.classList.toggle('bad', bad); } };
  let sent = false;
  let dirty = false;

  // What was typed here comes back where the server shows what it began with or the draft that was sent last. Anything else is newer:
  // a refused form, or a draft from another device.
  const kept = store.read(key);
  let saved = kept?.saved;
  const same = (one = '', other = '') => one.trim().normalize() === other.trim().normalize();
  for (const field of kept ? fields() : []) {
    const value = kept.values[field.name];
    if (typeof value === 'string' && value !== field.value && [kept.base, kept.saved].some((known) => known && field.name in known && same(known[field.name], base[field.name]))) {
      field.value = value;
    }
  }

  const keep = () => {
    const now = values();
    const empty = fields().every((field) => field.matches('select') || !field.value.trim());
    if (empty) store.drop(key);
    return empty || store.write(key, { values: now, base, saved });
  };
  const send = (options) => {
    dirty = false;
    const sentValues = values();
    const { title = '', body: text = '', tags = '' } = sentValues;
    return post('/drafts', { key: form.dataset.draft, title, body: text, tags }, options).then((answer) => {
      tell(answer.ok ? words.tDraftSaved : words.tDraftLocal);
      if (!answer.ok || sent) return;
      saved = sentValues;
      keep();
    }, () => tell(words.tDraftLocal));
  };
  const keepSoon = later(400, keep);
  const sendSoon = later(2500, () => { if (!sent && words.member) send(); else tell(words.tDraftLocal); });
  form.addEventListener('input', (event) => {
    if (!event.target.name || event.target.type === 'password') return;
    sent = false;
    dirty = true;
    keepSoon();
    sendSoon();
  });
  form.addEventListener('submit', () => { sent = true; dirty = false; keepSoon.stop(); sendSoon.stop(); keep(); });
  document.addEventListener('visibilitychange', () => {
    if (!document.hidden || sent || !dirty) return;
    keep();
    sendSoon.stop();
    if (words.member) send({ keepalive: true });
  });
}

/* ------------------------------------------------------------------ writing: marks, preview, pictures */

/* Through the browser's own editing command, so that undo keeps working. */
function insert(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand?.('insertText', false, text)) {
    area.setRangeText(text, start, end, 'end');
    area.dispatchEvent(new Event('input', { bubbles: true }));
  }
}

function wrap(area, before, after = before) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const chosen = value.slice(start, end);
  const outside = value.slice(start - before.length, start) === before && value.slice(end, end + after.length) === after;
  if (outside) {
    insert(area, chosen, start - before.length, end + after.length);
    area.setSelectionRange(start - before.length, end - before.length);
  } else {
    insert(area, before + chosen + after);
    area.setSelectionRange(start + before.length, end + before.length);
  }
}

function prefix(area, mark) {
  const { value } = area;
  const start = value.lastIndexOf('\n', area.selectionStart - 1) + 1;
  const stop = value.indexOf('\n', area.selectionEnd);
  const end = stop < 0 ? value.length : stop;
  const lines = value.slice(start, end).split('\n');
  const pattern = /^(#{1,6} |> |- |\d+\. )/;
  const all = lines.every((line, number) => line.startsWith(mark(number)));
  const text = lines.map((line, number) => (all ? '' : mark(number)) + line.replace(pattern, '')).join('\n');
  const many = lines.length > 1;
  insert(area, text, start, end);
  if (many) area.setSelectionRange(start, start + text.length);
}

function block(area, text, from = null, to = from) {
  const before = area.value.slice(0, area.selectionStart);
  const lead = !before || before.endsWith('\n\n') ? '' : before.endsWith('\n') ? '\n' : '\n\n';
  const start = area.selectionStart + lead.length;
  insert(area, `${lead}${text}\n`);
  if (from !== null) area.setSelectionRange(start + from, start + to);
}

const chosen = (area) => area.value.slice(area.selectionStart, area.selectionEnd);
const marks = {
  bold: (area) => wrap(area, '**'),
  italic: (area) => wrap(area, '*'),
  heading: (area) => prefix(area, () => '## '),
  quote: (area) => prefix(area, () => '> '),
  list: (area) => prefix(area, () => '- '),
  'list-ol': (area) => prefix(area, (number) => `${number + 1}. `),
  code: (area) => (chosen(area).includes('\n') ? block(area, `\`\`\`\n${chosen(area)}\n\`\`\``, 3) : wrap(area, '`')),
  sum: (area) => (chosen(area).includes('\n') ? block(area, `$$\n${chosen(area)}\n$$`) : wrap(area, '$')),
  link(area) {
    const text = chosen(area);
    const start = area.selectionStart;
    const isAddress = /^https?:\/\/\S+$/.test(text);
    insert(area, isAddress ? `[](${text})` : `[${text}](https://)`);
    const at = isAddress ? start + 1 : text ? start + text.length + 3 : start + 1;
    area.setSelectionRange(at, isAddress || !text ? at : at + 8);
  },
  table(area) {
    const [first, second] = (area.dataset.tTable || ' | ').split('|').map((cell) => cell.trim());
    block(area, `| ${first} | ${second} |\n| --- | --- |\n|  |  |`, 2, 2 + first.length);
  },
};
const shortcuts = { b: 'bold', i: 'italic', k: 'link', e: 'code' };

function editor(box) {
  if (!once(box, 'editor')) return;
  const area = box.querySelector('textarea');
  const pane = box.querySelector('[data-preview-pane]');
  const bar = box.querySelector('[role="toolbar"]');
  const chooser = box.querySelector('input[data-upload]');
  const note = box.querySelector('[data-upload-note], [data-draft-note]');
  if (!area) return;

  const buttons = bar ? [...bar.querySelectorAll('button')] : [];
  buttons.forEach((button, number) => { button.tabIndex = number ? -1 : 0; });
  bar?.addEventListener('keydown', (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const at = buttons.indexOf(document.activeElement);
    if (!step || at < 0) return;
    event.preventDefault();
    const next = buttons[(at + step + buttons.length) % buttons.length];
    buttons.forEach((button) => { button.tabIndex = button === next ? 0 : -1; });
    next.focus();
  });
  on('click', '[data-md]', (_, button) => {
    if (button.dataset.md === 'image') chooser?.click();
    else marks[button.dataset.md]?.(area);
  }, box);
  area.addEventListener('keydown', (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.isComposing) return;
    const mark = shortcuts[event.key.toLowerCase()];
    if (mark) { event.preventDefault(); marks[mark](area); }
    if (event.key === 'Enter') { event.preventDefault(); area.form?.requestSubmit(); }
  });

  const modes = (previewing) => {
    area.hidden = previewing;
    if (pane) pane.hidden = !previewing;
    bar?.classList.toggle('visually-hidden', previewing);
    buttons.forEach((button) => { button.disabled = previewing; });
    box.querySelector('[data-write]')?.setAttribute('aria-pressed', String(!previewing));
    box.querySelector('[data-preview]')?.setAttribute('aria-pressed', String(previewing));
  };
  on('click', '[data-write]', () => { modes(false); pane?.replaceChildren(); area.focus(); }, box);
  on('click', '[data-preview]', async () => {
    if (!pane) return;
    pane.style.minHeight = `${area.offsetHeight}px`;
    modes(true);
    pane.setAttribute('aria-busy', 'true');
    try {
      const answer = await post('/preview', { body: area.value });
      const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
      // Only what is marked as a rendered text; it was cleaned by the server.
      const text = page.querySelector('body > [data-part="preview"]');
      if (answer.ok && text) {
        pane.replaceChildren(...text.childNodes);
        refresh(pane);
      } else {
        // Too often, for instance: how long to wait.
        pane.textContent = page.querySelector('.error-page p')?.textContent ?? words.tFailed;
      }
    } catch {
      pane.textContent = words.tFailed;
    }
    pane.removeAttribute('aria-busy');
  }, box);

  const tell = (text, bad = false) => { if (note) { note.textContent = text; note.classList.toggle('bad', bad); } };
  let numbered = 0;
  const upload = (file) => {
    const name = file.name || 'image';
    numbered += 1;
    const working = fill(words.tUploading, { name });
    const mark = `![${working} ${numbered}]()`;
    insert(area, mark);
    const replace = (text) => {
      const at = area.value.indexOf(mark);
      if (at < 0) return;
      const caret = area.selectionStart;
      area.setRangeText(text, at, at + mark.length, 'preserve');
      if (document.activeElement === area && caret >= at + mark.length) area.setSelectionRange(caret + text.length - mark.length, caret + text.length - mark.length);
      area.dispatchEvent(new Event('input', { bubbles: true }));
    };
    const fail = (message) => { replace(''); tell(message || fill(words.tUploadFailed, { name }), true); };
    const form = new FormData();
    form.append('file', file, name);
    const request = new XMLHttpRequest(); // fetch reports no upload progress
    request.open('POST', '/uploads');
    request.responseType = 'json';
    request.setRequestHeader('Accept', 'application/json');
    request.upload.addEventListener('progress', ({ loaded, total }) => tell(`${working} ${Math.round((loaded / total) * 100)} %`));
    request.addEventListener('load', () => {
      if (request.status < 300 && request.response?.url) {
        replace(`![${(request.response.alt || '').replace(/[[\]]/g, '')}](${request.response.url})`);
        tell('');
      } else fail(request.response?.error);
    });
    request.addEventListener('error', () => fail());
    request.send(form);
  };
  const images = (list) => [...(list || [])].filter((file) => file.type.startsWith('image/'));
  if (chooser) {
    area.addEventListener('paste', (event) => {
      const files = images(event.clipboardData?.files);
      if (!files.length || event.clipboardData.types.includes('text/plain')) return;
      event.preventDefault();
      files.forEach(upload);
    });
    box.addEventListener('dragover', (event) => {
      if (![...event.dataTransfer.types].includes('Files')) return;
      event.preventDefault();
      box.classList.add('dropping');
    });
    box.addEventListener('dragleave', (event) => { if (!box.contains(event.relatedTarget)) box.classList.remove('dropping'); });
    box.addEventListener('drop', (event) => {
      box.classList.remove('dropping');
      const files = images(event.dataTransfer.files);
      if (!files.length) return;
      event.preventDefault();
      files.forEach(upload);
    });
    chooser.addEventListener('change', () => { images(chooser.files).forEach(upload); chooser.value = ''; });
  }
}

/* ------------------------------------------------------------------ suggestions: members, tags, similar topics */

let lists = 0;
/* A list of options under a field. `draw` fills one option, `pick` takes its value; the field keeps the focus. */
function suggestions(field, holder, { label, draw, pick }) {
  lists += 1;
  const list = element('ul', { class: 'suggest', role: 'listbox', id: `suggest-${lists}`, 'aria-label': label, hidden: true });
  holder.append(list);
  field.setAttribute('aria-autocomplete', 'list');
  field.setAttribute('aria-controls', list.id);
  field.setAttribute('autocomplete', 'off');
  const combobox = field.getAttribute('role') === 'combobox';
  let items = [];
  let at = -1;
  const select = (number) => {
    at = number;
    [...list.children].forEach((option, index) => option.setAttribute('aria-selected', String(index === at)));
    const option = list.children[at];
    if (option) { field.setAttribute('aria-activedescendant', option.id); option.scrollIntoView({ block: 'nearest' }); } else field.removeAttribute('aria-activedescendant');
  };
  const self = {
    list,
    get open() { return !list.hidden; },
    show(found, first = 0) {
      items = found;
      list.replaceChildren(...found.map((item, index) => {
        const option = element('li', { role: 'option', id: `${list.id}-${index}`, 'aria-selected': 'false' });
        option.append(...draw(item));
        option.addEventListener('mousedown', (event) => { event.preventDefault(); self.hide(); pick(item); });
        return option;
      }));
      list.hidden = !found.length;
      if (combobox) field.setAttribute('aria-expanded', String(!list.hidden));
      select(found.length ? first : -1);
    },
    hide() { self.show([]); },
    /* Returns true when the key was for the list. */
    key(event) {
      if (!self.open || event.isComposing) return false;
      if (event.key === 'ArrowDown') select((at + 1) % items.length);
      else if (event.key === 'ArrowUp') select((at - 1 + items.length) % items.length);
      else if ((event.key === 'Enter' || event.key === 'Tab') && at >= 0) { const item = items[at]; self.hide(); pick(item); }
      else if (event.key === 'Escape') self.hide();
      else return false;
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
  };
  field.addEventListener('blur', () => self.hide());
  return self;
}

/* The newest answer wins; older ones are dropped. */
function asker(url) {
  let running;
  const cache = new Map();
  return async (query) => {
    running?.abort();
    if (cache.has(query)) return cache.get(query);
    running = new AbortController();
    try {
      const answer = await fetch(url + encodeURIComponent(query), { signal: running.signal, headers: { Accept: 'application/json, text/html' } });
      if (!answer.ok) return null;
      const value = answer.headers.get('content-type')?.includes('json') ? await answer.json() : await answer.text();
      cache.set(query, value);
      return value;
    } catch { return null; }
  };
}

/* Where the caret stands inside a textarea: a copy of it is laid out with a mark at the caret. */
function caret(area, index) {
  const style = getComputedStyle(area);
  const copy = element('div', { 'aria-hidden': 'true' });
  for (const name of ['font', 'letterSpacing', 'padding', 'border', 'boxSizing', 'textIndent', 'tabSize']) copy.style[name] = style[name];
  Object.assign(copy.style, { position: 'absolute', visibility: 'hidden', whiteSpace: 'pre-wrap', overflowWrap: 'break-word', width: `${area.offsetWidth}px`, top: '0', left: '0' });
  const mark = element('span', {}, '\u200b');
  copy.append(area.value.slice(0, index), mark);
  area.parentElement.append(copy);
  const place = { left: mark.offsetLeft, top: mark.offsetTop + mark.offsetHeight - area.scrollTop };
  copy.remove();
  return place;
}

function mentions(area) {
  if (!once(area, 'mentions')) return;
  const holder = area.parentElement;
  if (getComputedStyle(holder).position === 'static') holder.style.position = 'relative';
  const ask = asker('/autocomplete/members?q=');
  const typed = () => {
    if (area.selectionStart !== area.selectionEnd) return null;
    return /(?<![A-Za-z0-9_@/.])@([\p{L}\p{N}_-]{1,30})$/u.exec(area.value.slice(0, area.selectionStart));
  };
  const list = suggestions(area, holder, {
    label: area.labels?.[0]?.textContent || '@',
    draw({ handle, name, avatar, tier }) {
      const face = element('span', { class: `avatar xs${tier ? ` tier-${tier}` : ''}`, 'aria-hidden': 'true' },
        avatar ? element('img', { src: avatar, alt: '', width: 22, height: 22 }) : [...(name || handle)][0]);
      return [face, element('span', { class: `name${tier ? ` tier-${tier}` : ''}` }, name || handle), element('span', { class: 'handle' }, `@${handle}`)];
    },
    pick({ handle }) {
      const found = typed();
      if (found) insert(area, `@${handle} `, area.selectionStart - found[0].length, area.selectionStart);
    },
  });
  const look = later(120, async () => {
    const found = typed();
    if (!found) { list.hide(); return; }
    const answer = await ask(found[1]);
    if (!Array.isArray(answer) || document.activeElement !== area || !typed()) { list.hide(); return; }
    const { left, top } = caret(area, area.selectionStart - found[0].length);
    list.show(answer.slice(0, 6));
    const room = Math.max(0, holder.clientWidth - list.list.offsetWidth - 8);
    list.list.style.left = `${Math.min(area.offsetLeft + left, room)}px`;
    list.list.style.top = `${area.offsetTop + Math.min(top, area.clientHeight) + 4}px`;
  });
  area.addEventListener('input', look);
  area.addEventListener('click', look);
  area.addEventListener('keydown', (event) => list.key(event));
}

/* A plain comma-separated field becomes chips; the field itself stays as the hidden value of the form. */
function tagBox(original) {
  if (!once(original, 'tags')) return;
  const most = Number(original.dataset.max) || Infinity;
  const separators = /[\s,，、;；]+/u;
  const entry = element('input', {
    type: 'text', id: original.id, role: 'combobox', 'aria-expanded': 'false', autocapitalize: 'none', spellcheck: 'false',
    'aria-describedby': original.getAttribute('aria-describedby'), 'aria-invalid': original.getAttribute('aria-invalid'), placeholder: original.placeholder || null,
  });
  const label = original.labels?.[0]?.textContent || '';
  const box = element('div', { class: 'tagbox' });
  const split = (text) => text.split(separators).filter(Boolean);
  const initial = original.value;
  let tags = split(initial);
  original.removeAttribute('id');
  original.type = 'hidden';
  original.dataset.tagsValue = '';
  original.before(box);
  const required = original.required;
  original.required = false;
  box.append(entry, original);

  const draw = () => {
    box.querySelectorAll('.chip').forEach((chip) => chip.remove());
    entry.before(...tags.map((tag) => {
      const remove = element('button', { type: 'button', 'aria-label': fill(original.dataset.tRemove, { tag }) }, icon('x'));
      remove.addEventListener('click', () => { change(tags.filter((one) => one !== tag)); entry.focus(); });
      return element('span', { class: 'chip' }, tag, remove);
    }));
    entry.required = required && !tags.length;
  };
  const change = (next) => {
    tags = [...new Set(next)].slice(0, most);
    original.value = tags.join(', ');
    original.dispatchEvent(new Event('input', { bubbles: true }));
    draw();
  };
  const take = (text) => {
    entry.value = '';
    change([...tags, ...split(text).map((tag) => tag.toLowerCase())]);
  };
  const ask = asker('/autocomplete/tags?q=');
  const list = suggestions(entry, box, {
    label,
    draw: ({ name, count }) => [element('span', {}, name), element('span', { class: 'n' }, String(count))],
    pick: ({ name }) => take(name),
  });
  const look = later(120, async () => {
    const text = entry.value.trim();
    const answer = text && tags.length < most ? await ask(text) : null;
    if (!Array.isArray(answer) || document.activeElement !== entry || entry.value.trim() !== text) { list.hide(); return; }
    list.show(answer.filter(({ name }) => !tags.includes(name)).slice(0, 8), -1);
  });
  entry.addEventListener('input', (event) => {
    event.stopPropagation();
    if (!event.isComposing && separators.test(entry.value)) { take(entry.value); list.hide(); } else look();
  });
  entry.addEventListener('keydown', (event) => {
    if (event.isComposing || list.key(event)) return;
    if (event.key === 'Enter' && entry.value.trim()) { event.preventDefault(); take(entry.value); list.hide(); }
    if (event.key === 'Backspace' && !entry.value && tags.length) change(tags.slice(0, -1));
  });
  entry.addEventListener('blur', () => { if (entry.value.trim()) take(entry.value); });
  box.addEventListener('click', (event) => { if (event.target === box) entry.focus(); });
  original.form?.addEventListener('reset', () => setTimeout(() => { change(split(initial)); }));
  draw();
}

function similar(input) {
  if (!once(input, 'similar')) return;
  const place = document.getElementById('similar');
  const ask = asker('/similar?title=');
  const look = async () => {
    const title = input.value.trim();
    // A Chinese character says about as much as two or three letters.
    const weight = [...title].reduce((sum, letter) => sum + (letter > '\u2e80' ? 2.5 : 1), 0);
    const answer = weight >= 10 ? await ask(title) : '';
    if (!place || typeof answer !== 'string' || input.value.trim() !== title) return;
    const found = new DOMParser().parseFromString(answer, 'text/html').querySelector('body > .similar[data-part]');
    place.replaceChildren(...(found ? [found] : []));
  };
  // A draft comes back with what was found for it.
  if (input.value) working(look());
  input.addEventListener('input', later(450, look));
}

refresh(document);
