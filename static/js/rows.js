// Rows under data-rows: moving a row up or down happens in place, by its buttons or by Alt and the arrow keys from anywhere in the row.
import { announce } from "./announce.js";
import { send } from "./swap.js";

const mover = (row, way) => row?.querySelector(`button[name="to"][value="${way}"]:not(:disabled)`);

document.addEventListener("submit", async (event) => {
  const rows = event.target.closest("[data-rows]");
  const button = event.submitter;
  if (!rows?.id || button?.name !== "to" || event.defaultPrevented) return;
  event.preventDefault();
  const row = button.closest("[id]:not(button):not([data-rows])")?.id;
  const way = button.value;
  const fresh = await send(event.target, button, `#${rows.id}`);
  const moved = row && document.getElementById(row);
  if (!fresh || !moved) return;
  const place = [...moved.parentElement.children].indexOf(moved) + 1;
  (mover(moved, way) ?? mover(moved, way === "up" ? "down" : "up"))?.focus();
  announce(`Moved ${way}. Now row ${place} of ${moved.parentElement.children.length}.`);
});

document.addEventListener("keydown", (event) => {
  const way = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!event.altKey || !way) return;
  const button = mover(event.target.closest("[data-rows] tr[id], [data-rows] li[id]"), way);
  if (!button) return;
  event.preventDefault();
  button.click();
});
