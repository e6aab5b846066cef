// Everything works without this file. It asks before what cannot be undone, keeps a second click
// from posting twice, and copies a text.
"use strict";

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    const question = form.dataset.confirm;
    if (question && !window.confirm(question)) {
      event.preventDefault();
      return;
    }
    if (form.method === "post") {
      if (form.dataset.gone) event.preventDefault();
      form.dataset.gone = "yes";
    }
  });
}

// A page that comes back from the browser's memory may post again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-gone]")) delete form.dataset.gone;
});

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}
