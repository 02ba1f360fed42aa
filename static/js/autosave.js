// Drafts: what is typed into a form with data-autosave is kept on this device until the server has saved it.
// A draft belongs to a person and to the form's address, so it outlives a lost connection and an ended session.
import { announce } from "./announce.js";

const DAYS_KEPT = 30;
const SENT = "draft-sent";
const REACH_MS = 4000;
const NEVER = new Set(["password", "file", "hidden", "submit", "button", "reset", "image"]);
const person = document.body.dataset.person;
const prefix = `draft:${person}:`;
// {key, pairs} of the form this page answers to; the form last sent from here; whether the person has signed out.
let answered = null;
let sent = null;
let isOver = false;
const time = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

function stored(key) {
  try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
}

function keep(key, draft) {
  if (isOver) return false;
  // A full or forbidden store costs the draft, never the page.
  try { localStorage.setItem(key, JSON.stringify(draft)); return true; } catch { return false; }
}

function forget(key) {
  try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
}

export function drafts() {
  try { return person ? Object.keys(localStorage).filter((key) => key.startsWith(prefix)) : []; } catch { return []; }
}

// For signing out: the page that is being left keeps nothing more, not even what was typed a moment ago.
export function forgetDrafts() {
  for (const key of drafts()) forget(key);
  isOver = true;
}

function note(sending) {
  try {
    if (sending) sessionStorage.setItem(SENT, JSON.stringify(sending));
    else sessionStorage.removeItem(SENT);
  } catch { /* the draft then stays until the form is opened again and says the same */ }
}

function noted() {
  try { return JSON.parse(sessionStorage.getItem(SENT)); } catch { return null; }
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

function write(form, pairs, except) {
  const left = Map.groupBy ? Map.groupBy(pairs, ([name]) => name) : grouped(pairs);
  for (const field of fieldsOf(form)) {
    const values = left.get(field.name) ?? [];
    if (field === except) values.shift();
    else if (field.type === "checkbox" || field.type === "radio") field.checked = values.some(([, value]) => value === field.value);
    else if (field.type === "select-multiple") for (const option of field.options) option.selected = values.some(([, value]) => value === option.value);
    else if (values.length) field.value = values.shift()[1];
  }
}

function grouped(pairs) {
  const groups = new Map();
  for (const pair of pairs) groups.set(pair[0], [...(groups.get(pair[0]) ?? []), pair]);
  return groups;
}

// The names of the fields that say something else in the second reading of a form.
function changed(before, after) {
  const said = (pairs, name) => JSON.stringify(pairs.filter(([own]) => own === name));
  const names = new Set([...before, ...after].map(([name]) => name));
  return new Set([...names].filter((name) => said(before, name) !== said(after, name)));
}

// The field a person is typing in already while this script was on its way: newer than any draft.
function inHand(form) {
  const field = document.activeElement;
  return fieldsOf(form).includes(field) && field.defaultValue !== undefined && field.value !== field.defaultValue ? field : null;
}

// A laptop without a network still reaches an application that runs on itself, whatever the browser says.
async function isReachable() {
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store", signal: AbortSignal.timeout(REACH_MS) });
    return true;
  } catch { return false; }
}

// The page that answers holds what was sent, under the version it shows: the draft follows it. What was typed while the
// answer was on its way is laid over it.
function follow(form, key, draft, hand) {
  const late = changed(answered.pairs, draft.pairs);
  const pairs = [...read(form).filter(([name]) => !late.has(name)), ...draft.pairs.filter(([name]) => late.has(name))];
  const fresh = { at: draft.at, version: versionOf(form)?.value ?? null, pairs };
  keep(key, fresh);
  if (late.size) restore(form, key, fresh, hand);
}

function restore(form, key, draft, hand) {
  const version = versionOf(form);
  const fresh = version?.value;
  const stale = version && draft.version !== null && version.value !== draft.version;
  write(form, draft.pairs, hand);
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
  const hand = inHand(form);
  if (draft && key === answered?.key) follow(form, key, draft, hand);
  else if (draft && JSON.stringify(draft.pairs) === JSON.stringify(read(form))) forget(key);
  else if (draft) restore(form, key, draft, hand);
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
  form.addEventListener("reset", () => {
    clearTimeout(timer);
    timer = 0;
    state.textContent = "";
  });
  addEventListener("pagehide", () => { if (timer) save(); });
  let isReached = false;
  form.addEventListener("submit", async (event) => {
    if (event.defaultPrevented) return;
    save();
    if (navigator.onLine || isReached) {
      note({ key, pairs: read(form) });
      sent = form;
      return;
    }
    event.preventDefault();
    const { submitter } = event;
    if (await isReachable()) {
      isReached = true;
      form.requestSubmit(submitter);
      isReached = false;
      return;
    }
    state.textContent = "You are offline. The draft is kept on this device; save again when the connection is back.";
    announce(state.textContent);
  });
  if (hand) save();
}

// A sent form's draft goes only when the page that follows reports success to the same person; unless more was typed
// meanwhile into what is open again on that page.
function settle() {
  const sending = noted();
  note(null);
  const isRefused = document.querySelector("[data-failed]") !== null;
  const isAnswer = sending?.key?.startsWith(prefix) && (isRefused || document.querySelector('[data-flash="ok"]'));
  answered = isAnswer ? sending : null;
  if (!isAnswer || isRefused) return;
  const { key, pairs } = sending;
  const again = [...document.querySelectorAll("form[data-autosave]")].find((form) => keyOf(form) === key);
  if (!again || !versionOf(again) || !changed(pairs, stored(key)?.pairs ?? pairs).size) forget(key);
}

function watchAll() {
  for (const form of document.querySelectorAll("form[data-autosave]")) watch(form);
}

for (const key of drafts()) {
  if (Date.now() - (stored(key)?.at ?? 0) > DAYS_KEPT * 864e5) forget(key);
}
settle();
watchAll();
// A part of the page that was drawn anew answers to what was sent only if the sent form stood in it.
document.addEventListener("swapped", () => {
  if (sent && !sent.isConnected) settle();
  watchAll();
});
// Whatever is sent next, the page that follows answers to that.
document.addEventListener("submit", () => note(null), true);
