// Point detail for every figure.chart: by mouse, touch and keyboard, spoken in a live region. The chart, its verdict
// and its data table work without this. Marks carry data-i (order), data-say (words), data-flag, data-href.

const KEYS = "Arrow keys: step through the points. Home, End: first, last. F: next flagged. Escape: close.";
const OPENS = "Enter: open the point.";
const REACH = 28; // pixels from the pointer within which a mark answers

function enhance(figure) {
  const tip = document.createElement("div");
  tip.className = "chart-tip";
  tip.hidden = true;
  const spoken = document.createElement("div");
  spoken.className = "visually-hidden";
  spoken.setAttribute("aria-live", "polite");
  figure.append(tip, spoken);
  for (const svg of figure.querySelectorAll("svg.chart-svg[tabindex]")) listen(figure, svg, tip, spoken);
}

function listen(figure, svg, tip, spoken) {
  const title = svg.querySelector("title");
  const marks = [...svg.querySelectorAll("[data-i]")].sort(order(svg));
  if (!marks.length || !title) return;
  // The browser would show <title> as its own tooltip over ours; the name stays as a label.
  const leads = marks.some((mark) => mark.dataset.href);
  svg.setAttribute("aria-label", `${title.textContent}. ${KEYS}${leads ? ` ${OPENS}` : ""}`);
  title.remove();
  const ring = document.createElementNS("http://www.w3.org/2000/svg", "circle");
  ring.setAttribute("class", "c-ring");
  ring.setAttribute("r", "8");
  let at = -1;
  let overTip = false;
  let leaving = 0;

  const show = (index, aloud) => {
    clearTimeout(leaving);
    at = index;
    const mark = marks[index];
    const box = mark.getBBox();
    ring.setAttribute("cx", box.x + box.width / 2);
    ring.setAttribute("cy", isBar(mark) ? box.y : box.y + box.height / 2);
    svg.append(ring);
    tip.replaceChildren(...words(mark).map((line, row) => {
      const part = document.createElement(row ? "span" : "strong");
      part.textContent = line;
      return part;
    }));
    tip.hidden = false;
    place(figure, mark, tip);
    svg.classList.toggle("c-leads", Boolean(mark.dataset.href));
    if (aloud) spoken.textContent = words(mark).join(". ");
  };
  const hide = () => {
    tip.hidden = true;
    ring.remove();
    svg.classList.remove("c-leads");
  };
  const leave = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => { if (!overTip && document.activeElement !== svg) hide(); }, 150);
  };
  const follow = () => { if (marks[at]?.dataset.href) location.assign(marks[at].dataset.href); };

  svg.addEventListener("pointermove", (event) => {
    const near = nearest(marks, event.clientX, event.clientY);
    if (near < 0) leave();
    else if (near !== at || tip.hidden) show(near, false);
  });
  svg.addEventListener("pointerleave", leave);
  tip.addEventListener("pointerenter", () => { overTip = true; });
  tip.addEventListener("pointerleave", () => { overTip = false; leave(); });
  svg.addEventListener("click", (event) => {
    const near = nearest(marks, event.clientX, event.clientY);
    if (near >= 0 && near === at) follow();
  });
  svg.addEventListener("blur", hide);
  svg.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    const last = marks.length - 1;
    const moves = {
      ArrowRight: () => Math.min(at + 1, last),
      ArrowDown: () => Math.min(at + 1, last),
      ArrowLeft: () => Math.max(at - 1, 0),
      ArrowUp: () => Math.max(at - 1, 0),
      Home: () => 0,
      End: () => last,
      f: () => flagged(marks, at),
      F: () => flagged(marks, at),
    };
    if (event.key === "Escape" && !tip.hidden) hide();
    else if (event.key === "Enter" && leads) {
      // before a point was chosen, Enter goes to the newest one; the next Enter opens it
      if (at < 0) show(newest(marks), true);
      else follow();
    }
    else if (moves[event.key]) {
      const next = moves[event.key]();
      if (next < 0) spoken.textContent = "No flagged points.";
      else show(next, true);
    } else return;
    event.preventDefault();
  });
}

// Marks in reading order: panel after panel, in each by number (flagged ones are drawn last, on top).
function order(svg) {
  const groups = [...svg.querySelectorAll("g")];
  return (a, b) => groups.indexOf(a.parentNode) - groups.indexOf(b.parentNode) || a.dataset.i - b.dataset.i;
}

// A point's lines; what holds for a whole group (its limits) is told once, on the group.
function words(mark) {
  const { tail } = mark.parentNode.dataset;
  return [...mark.dataset.say.split("\n"), ...(tail ? [tail] : [])];
}

function flagged(marks, at) {
  for (let step = 1; step <= marks.length; step += 1) {
    const index = (at + step) % marks.length;
    if (marks[index].dataset.flag) return index;
  }
  return -1;
}

// The last mark of the first panel: order() puts panel after panel.
function newest(marks) {
  const next = marks.findIndex((mark, index) => index && Number(mark.dataset.i) < Number(marks[index - 1].dataset.i));
  return (next < 0 ? marks.length : next) - 1;
}

function isBar(mark) {
  return mark.tagName === "rect";
}

function nearest(marks, x, y) {
  let best = -1;
  let least = REACH;
  marks.forEach((mark, index) => {
    const box = mark.getBoundingClientRect();
    const away = isBar(mark)
      ? Math.hypot(Math.max(box.left - x, 0, x - box.right), Math.max(box.top - y, 0, y - box.bottom))
      : Math.hypot(box.left + box.width / 2 - x, box.top + box.height / 2 - y);
    if (away < least) [best, least] = [index, away];
  });
  return best;
}

// Positions are set through the style object of the script, which the content policy allows; no style attribute is parsed.
function place(figure, mark, tip) {
  const outer = figure.getBoundingClientRect();
  const box = mark.getBoundingClientRect();
  const x = box.left + box.width / 2 - outer.left;
  const left = Math.min(Math.max(x - tip.offsetWidth / 2, 0), Math.max(outer.width - tip.offsetWidth, 0));
  const above = box.top - outer.top - tip.offsetHeight - 10;
  tip.style.left = `${left}px`;
  tip.style.top = `${above > -20 ? above : box.bottom - outer.top + 12}px`;
}

// A page that names this file itself runs it twice, under two addresses: main.js asks for it too.
function enhanceAll(part) {
  for (const figure of part.querySelectorAll("figure.chart:not(:has(.chart-tip))")) enhance(figure);
}

enhanceAll(document);
// Pages that swap a part of themselves say so; charts in the new part are enhanced as well.
document.addEventListener("swapped", (event) => enhanceAll(event.detail?.part ?? document));
