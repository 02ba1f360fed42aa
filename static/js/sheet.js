// A run sheet (form[data-sheet]): Enter and the arrow keys go from row to row, and every row is saved as soon as it is left.
// Without this file the sheet is a form like any other: nothing is lost, it is only saved by its button.
import { announce } from "./announce.js";

const TICK = '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m4 10.5 4 4 8-9"/></svg><span class="visually-hidden">in</span>';

function neighbour(cell, step) {
  const name = cell.name.split("-")[0];
  const all = [...cell.form.querySelectorAll(`[data-cell][name^="${name}-"]`)];
  return all[all.indexOf(cell) + step];
}

function typedIn(row) {
  return JSON.stringify([...row.querySelectorAll("[data-cell]")].map((cell) => cell.value));
}

function mark(row, { problem = "", seen } = {}) {
  row.querySelector(".row-problem").textContent = problem;
  for (const cell of row.querySelectorAll("[data-cell]")) cell.toggleAttribute("aria-invalid", Boolean(problem));
  if (problem) return;
  row.classList.add("filled");
  row.querySelector(".state-mark").innerHTML = TICK;
  if (seen !== undefined) row.querySelector('[name^="seen-"]').value = seen;
}

// Rows that could not be sent are kept on this device with what was seen of them, and are sent when the sheet is opened
// again: they outlive a lost connection, an ended session and a closed page. Signing out forgets them like every draft.
const storeOf = (form) => `draft:${document.body.dataset.person}:${form.getAttribute("action")}:rows`;

function unsent(form) {
  try { return JSON.parse(localStorage.getItem(storeOf(form)))?.rows ?? {}; } catch { return {}; }
}

function keepUnsent(form, rows) {
  // A full or forbidden store costs the draft, never the page.
  try {
    if (Object.keys(rows).length) localStorage.setItem(storeOf(form), JSON.stringify({ at: Date.now(), rows }));
    else localStorage.removeItem(storeOf(form));
    return true;
  } catch { return false; }
}

function bringBack(form) {
  if (document.querySelector('[data-flash="ok"]')) keepUnsent(form, {});
  for (const [run, { values, seen }] of Object.entries(unsent(form))) {
    const row = form.querySelector(`[data-run="${CSS.escape(run)}"]`);
    if (!row) continue;
    [...row.querySelectorAll("[data-cell]")].forEach((cell, at) => { cell.value = values[at]; });
    row.querySelector('[name^="seen-"]').value = seen;
    save(form, row);
  }
}

const underway = new WeakMap();

// A row is sent again only after the answer to the last time: by what was seen last, the server tells one's own
// correction from a change by somebody else.
function save(form, row) {
  const typed = typedIn(row);
  const before = underway.get(row);
  if (before?.typed === typed) return;
  const own = { typed, done: Promise.resolve(before?.done).then(() => send(form, row, typed)) };
  own.done.finally(() => { if (underway.get(row) === own) underway.delete(row); });
  underway.set(row, own);
}

async function send(form, row, typed) {
  const { run } = row.dataset;
  const cells = [...row.querySelectorAll("[data-cell]")];
  const values = JSON.parse(typed);
  if (values.every((value) => !value.trim()) || row.dataset.saved === typed) return;
  const body = new URLSearchParams([["csrf_token", form.elements.csrf_token.value]]);
  cells.forEach((cell, at) => body.append(cell.name, values[at]));
  const seen = row.querySelector('[name^="seen-"]');
  body.append(seen.name, seen.value);
  row.dataset.saved = typed;
  let told;
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    told = await answer.json();
  } catch {
    told = { detail: "Not sent. It stays here; save the sheet when you are connected." };
  }
  const { [run]: _, ...others } = unsent(form);
  if (told.seen) {
    keepUnsent(form, others);
    mark(row, { problem: told.problems[run], seen: told.seen[run] });
    if (told.problems[run]) announce(`Run ${run}: ${told.problems[run]}`);
    const bar = document.querySelector("#sheet-progress progress");
    bar.value = told.filled;
    document.querySelector("#sheet-progress .progress-count").textContent = `${told.filled} of ${told.total}`;
    const words = form.querySelector("[data-sheet-words]");
    if (words) words.textContent = told.filled === told.total ? "All readings are in. Save the sheet to see the result." : `Saved as you go: ${told.filled} of ${told.total}.`;
  } else {
    delete row.dataset.saved;
    const kept = keepUnsent(form, { ...others, [run]: { values, seen: seen.value } });
    mark(row, { problem: kept ? `${told.detail} It is kept on this device.` : told.detail });
  }
  const rows = [...form.querySelectorAll("[data-run]")];
  if (rows.every((one) => one.dataset.saved === typedIn(one) && !one.querySelector(".row-problem").textContent)) {
    form.dispatchEvent(new CustomEvent("saved", { bubbles: true }));
  }
}

for (const form of document.querySelectorAll("form[data-sheet]")) {
  for (const row of form.querySelectorAll("[data-run]")) {
    row.dataset.saved = typedIn(row);
  }
  bringBack(form);
  // a row of several cells is sent when it is left, one of a single cell as soon as it changed
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-run]");
    if (row?.querySelectorAll("[data-cell]").length === 1) save(form, row);
  });
  form.addEventListener("focusout", (event) => {
    const row = event.target.closest("[data-run]");
    if (row && !row.contains(event.relatedTarget)) save(form, row);
  });
  form.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-cell]")) return;
    const select = event.target.tagName === "SELECT";
    const step = { Enter: 1, ArrowDown: select ? 0 : 1, ArrowUp: select ? 0 : -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = neighbour(event.target, step);
    if (next) { next.focus(); next.select?.(); } else event.target.blur();
  });
}
