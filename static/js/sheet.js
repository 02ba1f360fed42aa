// A run sheet (form[data-sheet]): Enter and the arrow keys go from row to row, and every row is saved as soon as it is left.
// Without this file the sheet is a form like any other: nothing is lost, it is only saved by its button.
import { announce } from "./announce.js";

const TICK = '<svg class="icon" viewBox="0 0 20 20" width="20" height="20" fill="none" stroke="currentColor" stroke-width="1.75" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><path d="m4 10.5 4 4 8-9"/></svg><span class="visually-hidden">in</span>';

function neighbour(cell, step) {
  const name = cell.name.split("-")[0];
  const all = [...cell.form.querySelectorAll(`[data-cell][name^="${name}-"]`)];
  return all[all.indexOf(cell) + step];
}

function mark(row, { problem = "", seen } = {}) {
  row.querySelector(".row-problem").textContent = problem;
  for (const cell of row.querySelectorAll("[data-cell]")) cell.toggleAttribute("aria-invalid", Boolean(problem));
  if (problem) return;
  row.classList.add("filled");
  row.querySelector(".state-mark").innerHTML = TICK;
  if (seen !== undefined) row.querySelector('[name^="seen-"]').value = seen;
}

async function save(form, row) {
  const { run } = row.dataset;
  const cells = [...row.querySelectorAll("[data-cell]")];
  const typed = JSON.stringify(cells.map((cell) => cell.value));
  if (cells.every((cell) => !cell.value.trim()) || row.dataset.saved === typed) return;
  const body = new URLSearchParams([["csrf_token", form.elements.csrf_token.value]]);
  for (const cell of [...cells, row.querySelector('[name^="seen-"]')]) body.append(cell.name, cell.value);
  row.dataset.saved = typed;
  let told;
  try {
    const answer = await fetch(form.action, { method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" } });
    told = await answer.json();
  } catch {
    told = { detail: "Not sent. It stays here; save the sheet when you are connected." };
  }
  if (told.seen) {
    mark(row, { problem: told.problems[run], seen: told.seen[run] });
    if (told.problems[run]) announce(`Run ${run}: ${told.problems[run]}`);
    const bar = document.querySelector("#sheet-progress progress");
    bar.value = told.filled;
    document.querySelector("#sheet-progress .progress-count").textContent = `${told.filled} of ${told.total}`;
    const words = form.querySelector("[data-sheet-words]");
    if (words) words.textContent = told.filled === told.total ? "All readings are in. Save the sheet to see the result." : `Saved as you go: ${told.filled} of ${told.total}.`;
  } else {
    delete row.dataset.saved;
    mark(row, { problem: told.detail });
  }
}

for (const form of document.querySelectorAll("form[data-sheet]")) {
  for (const row of form.querySelectorAll("[data-run]")) {
    row.dataset.saved = JSON.stringify([...row.querySelectorAll("[data-cell]")].map((cell) => cell.value));
  }
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
