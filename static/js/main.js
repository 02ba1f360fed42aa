// What every page has. The page works without it; the larger parts load only where a page asks for them.
import { ask } from "./ask.js";
import { drafts, forgetDrafts } from "./autosave.js";

const PARTS = { "[data-swap]": "./swap.js", "[data-rows]": "./rows.js", "form[data-live]": "./live.js", "[data-upload]": "./upload.js", "figure.chart": "./chart.js" };

function parts() {
  for (const [selector, file] of Object.entries(PARTS)) if (document.querySelector(selector)) import(file);
}

// Questions come first (capture): nothing else may act on a submit that is not yet confirmed.
const confirmed = new WeakSet();
document.addEventListener("submit", async (event) => {
  const form = event.target;
  const { submitter } = event;
  const kept = form.matches("[data-sign-out]") ? drafts().length : 0;
  const question = kept
    ? `Signing out removes ${kept === 1 ? "the unsaved draft" : `${kept} unsaved drafts`} kept on this device.`
    : submitter?.dataset.confirm ?? form.dataset.confirm;
  if (!question || confirmed.has(form)) {
    if (form.matches("[data-sign-out]")) forgetDrafts();
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!await ask(question, submitter?.textContent.trim() || "Yes")) return;
  confirmed.add(form);
  form.requestSubmit(submitter);
  confirmed.delete(form);
}, true);

// Forms with data-guard: leaving with unsaved changes asks first, unless a draft is kept.
const changed = new Set();
document.addEventListener("input", (event) => {
  const { form } = event.target;
  if (form?.hasAttribute("data-guard") && !form.hasAttribute("data-draft-kept")) changed.add(form);
});
document.addEventListener("submit", (event) => { if (!event.defaultPrevented) changed.delete(event.target); });
for (const done of ["reset", "saved"]) document.addEventListener(done, (event) => changed.delete(event.target));
addEventListener("beforeunload", (event) => {
  if ([...changed].some((form) => form.isConnected)) event.preventDefault();
});

// The second click of a double click would add the same thing twice. What happens in place counts every press.
const HELD_MS = 1000;
let last = { at: -HELD_MS };
document.addEventListener("submit", (event) => {
  const { target: form, submitter, timeStamp: at } = event;
  if (event.defaultPrevented || submitter?.dataset.swap || form.matches("[data-swap], [data-upload], [data-rows] *, :not([method=post])")) return;
  if (form === last.form && submitter === last.submitter && at - last.at < HELD_MS) event.preventDefault();
  else last = { form, submitter, at };
});

// Open panels of the header close on Escape and on a click elsewhere.
document.addEventListener("keydown", (event) => {
  const open = event.key === "Escape" && document.querySelector("details.account[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});
document.addEventListener("click", (event) => {
  const open = document.querySelector("details.account[open]");
  if (open && !open.contains(event.target)) open.open = false;
  event.target.closest("[data-dismiss]")?.closest("[data-flash]").remove();
});

// A region that does not scroll needs no stop for the Tab key.
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const scrolls = target.scrollWidth > target.clientWidth || target.scrollHeight > target.clientHeight;
    if (scrolls) target.tabIndex = 0;
    else if (document.activeElement !== target) target.removeAttribute("tabindex");
  }
});

// All help of a long form at once, remembered for the next form.
function helpSwitch(form) {
  const all = [...form.querySelectorAll("details.help")];
  if (all.length < 3 || form.querySelector(".help-switch")) return;
  const button = document.createElement("button");
  button.type = "button";
  button.className = "quiet help-switch";
  const set = (open) => {
    for (const help of all) help.open = open;
    button.setAttribute("aria-expanded", String(open));
    button.textContent = open ? "Hide all help" : "Show all help";
  };
  button.addEventListener("click", () => {
    const open = button.getAttribute("aria-expanded") !== "true";
    try { localStorage.setItem("help", open ? "open" : "closed"); } catch { /* not remembered */ }
    set(open);
  });
  let isRemembered = false;
  try { isRemembered = localStorage.getItem("help") === "open"; } catch { /* closed, as for the first time */ }
  set(isRemembered);
  form.prepend(button);
}

function refresh() {
  parts();
  for (const button of document.querySelectorAll("[data-dismiss]")) button.hidden = false;
  for (const region of document.querySelectorAll(".scroll")) sizes.observe(region);
  for (const form of document.querySelectorAll("form.form")) helpSwitch(form);
}

refresh();
document.addEventListener("swapped", refresh);
// Unless a person writes already: the scripts may have taken a while to come.
const { value, defaultValue } = document.activeElement;
if (defaultValue === undefined || value === defaultValue) document.querySelector("[data-focus]")?.focus();
