// Say something to a screen reader without moving the focus.
export function announce(words) {
  const region = document.getElementById("announce");
  if (!region) return;
  region.textContent = "";
  // The same words twice are heard twice only if the region was empty in between.
  requestAnimationFrame(() => { region.textContent = words; });
}
