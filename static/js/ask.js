// A question before a step that cannot be taken back. Escape and Cancel mean no.
export function ask(question, yes) {
  const dialog = document.createElement("dialog");
  dialog.className = "ask";
  const words = document.createElement("p");
  words.id = "ask-words";
  words.textContent = question;
  dialog.setAttribute("aria-labelledby", words.id);
  const row = document.createElement("div");
  row.className = "buttons";
  for (const [label, kind, answer] of [["Cancel", "plain", ""], [yes, "primary", "yes"]]) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = `button ${kind}`;
    button.textContent = label;
    button.addEventListener("click", () => dialog.close(answer));
    row.append(button);
  }
  dialog.append(words, row);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}
