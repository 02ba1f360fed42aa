// Forms with data-live: remarks, sums and pictures under #live follow what is typed. The server works out what would be saved and saves nothing.
const WAIT = 450;
const running = new WeakMap();

async function redraw(form) {
  running.get(form)?.abort();
  const control = new AbortController();
  running.set(form, control);
  try {
    const response = await fetch(form.dataset.live, { method: "POST", body: new FormData(form), credentials: "same-origin", signal: control.signal });
    if (!response.ok || !response.headers.get("content-type")?.includes("json")) return;
    const fresh = new DOMParser().parseFromString((await response.json()).live, "text/html").querySelector("#live");
    const old = document.querySelector("#live");
    if (!fresh || !old) return;
    const open = [...old.querySelectorAll("details")].map((part) => part.open);
    [...fresh.querySelectorAll("details")].forEach((part, at) => { part.open = open[at] ?? false; });
    const tall = old.getBoundingClientRect();
    old.replaceWith(fresh);
    // What stands above the form must not push the field being typed in out of sight.
    if (tall.top < 0) scrollBy({ top: fresh.getBoundingClientRect().height - tall.height, behavior: "instant" });
    document.dispatchEvent(new CustomEvent("swapped", { detail: { part: fresh } }));
  } catch { /* the next letter tries again; saving says what is wrong */ }
}

function follow(form) {
  if (form.dataset.followed) return;
  form.dataset.followed = "yes";
  let timer = 0;
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => redraw(form), WAIT); });
  if (form.querySelector(".draft")) redraw(form);
}

function begin() { for (const form of document.querySelectorAll("form[data-live]")) follow(form); }

begin();
document.addEventListener("swapped", begin);
