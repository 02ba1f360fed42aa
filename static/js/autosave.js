// Drafts: what is typed into a form with data-autosave is kept on this device until the server has saved it.
// A draft belongs to a person and to the form's address, so it outlives a lost connection and an ended session.
import { announce } from "./announce.js";

const DAYS_KEPT = 30;
const SENT = "draft-sent";
const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);
const person = document.body.dataset.person;
const prefix = `draft:${person}:`;
let answered = null;
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function stored(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function keep(key, draft) {
  // A full or forbidden store costs the draft, never the page.
  try { localStorage.setItem(key, JSON.stringify(draft)); return true; } catch { return false; }
}

function forget(key) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}

export function drafts() {
  try { return person ? Object.keys(localStorage).filter((key) => key.startsWith(prefix)) : []; } catch { return []; }
}

export function forgetDrafts() {
  for (const key of drafts()) forget(key);
}

// by its attribute: a field may be called “action” too, and form.action would then be that field
const keyOf = (form) => `${prefix}${new URL(form.getAttribute("action") || "", location.href).pathname}:${form.dataset.autosave}`;
const versionOf = (form) => form.querySelector("input[name=version]");
const fieldsOf = (form) => [...form.elements].filter((field) =>
  field.name && !NEVER.has(field.type) && field.tagName !== "FIELDSET" && !field.closest("[data-no-draft]"));

function read(form) {
  return fieldsOf(form).flatMap((field) => {
    if (field.type === "checkbox" || field.type === "radio") return field.checked ? [[field.name, field.value]] : [];
    if (field.type === "select-multiple") return [...field.selectedOptions].map((option) => [field.name, option.value]);
    return [[field.name, field.value]];
  });
}

function write(form, pairs) {
  const left = Map.groupBy ? Map.groupBy(pairs, ([name]) => name) : grouped(pairs);
  for (const field of fieldsOf(form)) {
    const values = left.get(field.name) ?? [];
    if (field.type === "checkbox" || field.type === "radio") field.checked = values.some(([, value]) => value === field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.some(([, value]) => value === option.value);
    else if (values.length) field.value = values.shift()[1];
  }
}

function grouped(pairs) {
  const groups = new Map();
  for (const pair of pairs) groups.set(pair[0], [...(groups.get(pair[0]) ?? []), pair]);
  return groups;
}

function restore(form, key, draft) {
  const version = versionOf(form);
  const fresh = version?.value;
  const stale = version && draft.version !== null && version.value !== draft.version;
  write(form, draft.pairs);
  // The draft was begun on an older version: say so to the server too, so that it shows both texts instead of overwriting one.
  if (stale) version.value = draft.version;
  const bar = document.createElement("div");
  bar.className = "draft";
  bar.setAttribute("role", "status");
  const words = document.createElement("span");
  words.textContent = `Your draft of ${time.format(draft.at)} is back in this form and not saved yet.`
    + (stale ? " Somebody saved a newer version since; on saving you will see both." : "");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "quiet";
  discard.textContent = "Discard the draft";
  discard.addEventListener("click", () => {
    forget(key);
    form.reset();
    if (version) version.value = fresh;
    bar.remove();
    announce("The draft is discarded. The form shows what is saved.");
    fieldsOf(form)[0]?.focus();
  });
  bar.append(words, discard);
  form.prepend(bar);
}

function watch(form) {
  if (form.dataset.watched || !person) return;
  form.dataset.watched = "yes";
  const key = keyOf(form);
  const draft = stored(key);
  if (draft && key === answered) {
    keep(key, { at: draft.at, version: versionOf(form)?.value ?? null, pairs: read(form) });
  } else if (draft) {
    if (JSON.stringify(draft.pairs) === JSON.stringify(read(form))) forget(key);
    else restore(form, key, draft);
  }
  form.toggleAttribute("data-draft-kept", keep(prefix, null));
  forget(prefix);
  const state = document.createElement("p");
  state.className = "draft-state";
  (form.querySelector(".buttons, .form-end") ?? form).append(state);
  let timer = 0;
  const save = () => {
    clearTimeout(timer);
    timer = 0;
    const kept = keep(key, { at: Date.now(), version: versionOf(form)?.value ?? null, pairs: read(form) });
    form.toggleAttribute("data-draft-kept", kept);
    state.textContent = kept ? "Draft kept on this device." : "";
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(save, 400); });
  addEventListener("pagehide", () => { if (timer) save(); });
  form.addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    save();
    if (navigator.onLine) {
      sessionStorage.setItem(SENT, key);
      return;
    }
    event.preventDefault();
    state.textContent = "You are offline. The draft is kept on this device; save again when the connection is back.";
    announce(state.textContent);
  });
}

// A sent form's draft goes only when the page that follows reports success to the same person. A page that refuses it
// already holds what was typed, under the version it shows: the draft follows that page instead of setting it back.
function settle() {
  const key = sessionStorage.getItem(SENT);
  sessionStorage.removeItem(SENT);
  if (!key || !key.startsWith(prefix)) return;
  if (document.querySelector("[data-failed]")) answered = key;
  else if (document.querySelector('[data-flash="ok"]')) forget(key);
}

function begin() {
  settle();
  for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
}

for (const key of drafts()) {
  if (Date.now() - (stored(key)?.at ?? 0) > DAYS_KEPT * 864e5) forget(key);
}
begin();
document.addEventListener("swapped", begin);
