// Update one part of a page in place. A form or link with data-swap="#part" works without this file; with it, the answer's
// #part replaces the page's, the focus stays where it was, and the change is announced.
import { announce } from "./announce.js";

function landmark(element) {
  if (!element || element === document.body) return null;
  const { id, name, form } = element;
  const start = "selectionStart" in element && element.type !== "number" ? element.selectionStart : null;
  return { id, name: name && form?.id ? `#${CSS.escape(form.id)} [name="${CSS.escape(name)}"]` : "", start };
}

function refocus(mark, part) {
  const again = mark && ((mark.id && document.getElementById(mark.id)) || (mark.name && document.querySelector(mark.name)));
  const next = again && !again.disabled ? again : part;
  if (document.activeElement === next) return;
  if (next === part && !part.hasAttribute("tabindex")) part.tabIndex = -1;
  next.focus({ preventScroll: next === again });
  if (again && mark.start !== null && again.setSelectionRange) {
    try { again.setSelectionRange(mark.start, mark.start); } catch { /* a type without a caret */ }
  }
}

export function place(html, selector, url) {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const mark = landmark(document.activeElement);
  const whole = !answer.querySelector(selector) || !document.querySelector(selector);
  const part = whole ? "main" : selector;
  const fresh = answer.querySelector(part);
  const old = document.querySelector(part);
  if (!fresh) { location.assign(url); return null; }
  const inside = old.contains(document.activeElement);
  const flashes = answer.querySelector("#flashes");
  if (!whole && flashes) document.querySelector("#flashes")?.replaceWith(flashes);
  old.replaceWith(fresh);
  if (whole) {
    if (answer.title) document.title = answer.title;
    scrollTo(0, 0);
  }
  if (inside || whole) refocus(whole ? null : mark, fresh);
  document.dispatchEvent(new CustomEvent("swapped", { detail: { part: fresh } }));
  announce(fresh.dataset.announce ?? flashes?.textContent.trim() ?? (whole ? document.title : ""));
  return fresh;
}

const turns = new Map();

// What is pressed while an answer is on its way waits for its turn: three taps on a tally are three.
export function swap(url, selector, options = {}) {
  const turn = (turns.get(selector) ?? Promise.resolve()).then(() => exchange(url, selector, options));
  turns.set(selector, turn);
  return turn;
}

async function exchange(url, selector, options) {
  const target = document.querySelector(selector);
  target?.setAttribute("aria-busy", "true");
  try {
    const response = await fetch(url, { credentials: "same-origin", ...options, headers: { "X-Fragment": selector.slice(1) } });
    const html = await response.text();
    const fresh = place(html, selector, response.url);
    if (response.ok && (!options.method || response.redirected)) history.replaceState(null, "", response.url);
    return fresh;
  } catch {
    announce("The server cannot be reached. Nothing was changed; try again.");
    return null;
  } finally {
    target?.removeAttribute("aria-busy");
  }
}

export function send(form, submitter, selector) {
  const fields = new FormData(form, submitter);
  const action = submitter?.getAttribute("formaction") ?? form.getAttribute("action") ?? "";
  const url = new URL(action, location.href);
  if (form.method === "post") return swap(url, selector, { method: "POST", body: fields });
  url.search = new URLSearchParams([...fields].filter(([, value]) => value !== "")).toString();
  return swap(url, selector);
}

document.addEventListener("submit", (event) => {
  const selector = event.submitter?.dataset.swap ?? event.target.dataset.swap;
  if (!selector || event.defaultPrevented) return;
  event.preventDefault();
  send(event.target, event.submitter, selector);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-swap]");
  if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  swap(link.href, link.dataset.swap);
});
