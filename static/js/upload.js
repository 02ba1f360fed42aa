// A file on its way: a form with data-upload shows how much has been sent, then how far the server is with reading it.
// The server answers the upload with JSON, {status_url} or {next}, and status_url with {state, done, total, message, next}.
import { announce } from "./announce.js";
import { place } from "./swap.js";

const PAUSE_MS = 700;

function panel(form, cancel) {
  const box = document.createElement("div");
  box.className = "progress";
  const label = document.createElement("span");
  label.className = "progress-label";
  const count = document.createElement("span");
  count.className = "progress-count";
  const bar = document.createElement("progress");
  const stop = document.createElement("button");
  stop.type = "button";
  stop.className = "button small";
  stop.textContent = "Cancel the upload";
  stop.addEventListener("click", cancel);
  box.append(label, count, bar, stop);
  form.append(box);
  let said = "";
  return {
    show(words, done, total) {
      label.textContent = words;
      bar.setAttribute("aria-label", words);
      if (total) { bar.max = total; bar.value = done; } else bar.removeAttribute("value");
      count.textContent = total ? `${Math.floor((100 * done) / total)} %` : "";
      const quarter = total ? `${words} ${Math.floor((4 * done) / total) * 25} %` : words;
      if (quarter !== said) announce(said = quarter);
    },
    received() { stop.remove(); },
    fail(words) {
      box.className = "notice bad";
      box.setAttribute("role", "alert");
      box.replaceChildren(words);
    },
  };
}

async function follow(url, view) {
  for (let lost = 0; ;) {
    await new Promise((resolve) => { setTimeout(resolve, PAUSE_MS); });
    let job;
    try {
      const response = await fetch(url, { headers: { Accept: "application/json" } });
      if (!response.ok) throw new Error(response.statusText);
      job = await response.json();
      lost = 0;
    } catch {
      // The work goes on at the server; only the view of it was lost.
      if (++lost < 20) continue;
      return view.fail("The server no longer answers. The file was received: reload this page to see how far it is.");
    }
    if (job.state === "failed") return view.fail(job.message);
    if (job.state === "done") { view.show(job.message || "Done", 1, 1); return location.assign(job.next); }
    view.show(job.message || "Reading the file", job.done, job.total);
  }
}

function upload(form, submitter) {
  const request = new XMLHttpRequest();
  const fields = new FormData(form, submitter);
  const buttons = [...form.querySelectorAll("button[type=submit]")];
  form.querySelector(":scope > .notice.bad[role=alert]")?.remove();
  const view = panel(form, () => request.abort());
  const again = () => { for (const button of buttons) button.disabled = false; };
  const guard = (event) => event.preventDefault();
  for (const button of buttons) button.disabled = true;
  addEventListener("beforeunload", guard);
  view.show("Sending the file", 0, 1);
  request.upload.addEventListener("progress", (event) => view.show("Sending the file", event.loaded, event.lengthComputable ? event.total : 0));
  request.upload.addEventListener("load", () => view.show("Received. Reading the file", 0, 0));
  request.addEventListener("loadend", async () => {
    removeEventListener("beforeunload", guard);
    view.received();
    if (!request.status) {
      view.fail("The file did not arrive. Check the connection and send it again.");
      return again();
    }
    if (!request.getResponseHeader("Content-Type")?.includes("json")) return place(request.responseText, "main", request.responseURL);
    const answer = JSON.parse(request.responseText);
    if (answer.status_url) { await follow(answer.status_url, view); return again(); }
    if (answer.next) return location.assign(answer.next);
    view.fail(answer.message ?? answer.error?.message ?? "The file was refused.");
    return again();
  });
  request.open("POST", form.action);
  request.setRequestHeader("Accept", "application/json");
  request.send(fields);
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("form[data-upload]") || event.defaultPrevented) return;
  event.preventDefault();
  upload(event.target, event.submitter);
});
