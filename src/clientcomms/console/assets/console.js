// Everything works without this file. It asks before what cannot be undone, keeps a second click
// from posting twice, copies a text, fills in an example, and keeps lists up to date.
"use strict";

document.addEventListener("submit", (event) => {
  const form = event.target;
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

// A page that comes back from the browser's memory may post again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-gone]")) delete form.dataset.gone;
});

const here = document.querySelector(".rooms [aria-current]");
if (here) {
  const bar = here.closest(".rooms");
  bar.scrollLeft = here.offsetLeft - (bar.clientWidth - here.offsetWidth) / 2;
}

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.copied;
  });
}

for (const button of document.querySelectorAll("button[data-fill]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.fill);
    field.value = button.textContent;
    field.focus();
  });
}

// A list that is open shows by itself what has happened meanwhile. Nobody is interrupted: while
// the keyboard is inside the list, or an answer is begun, or nobody looks, it stays as it is.
const live = document.querySelector("main[data-live]");
if (live) {
  const touched = (field) =>
    field.type === "radio" || field.type === "checkbox"
      ? field.checked !== field.defaultChecked
      : field.value !== field.defaultValue;
  const busy = () =>
    document.hidden ||
    (live.contains(document.activeElement) && document.activeElement !== live) ||
    live.querySelector("form[data-gone]") ||
    [...live.querySelectorAll("input, textarea")].some(touched);
  const look = async () => {
    if (busy()) return;
    const pulse = await (await fetch("/pulse")).text();
    if (pulse === live.dataset.live) return;
    const there = new URL(location.href);
    there.searchParams.delete("done");
    const answer = await fetch(there);
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("main[data-live]");
    if (!fresh || busy()) return;
    const said = live.querySelector(":scope > .done");
    live.replaceChildren(...(said ? [said] : []), ...fresh.childNodes);
    live.dataset.live = fresh.dataset.live;
    for (const part of [".rooms", ".sending"]) {
      const old = document.querySelector(part);
      const made = page.querySelector(part);
      if (old && made && !old.contains(document.activeElement)) old.replaceWith(made);
    }
  };
  const again = () =>
    setTimeout(() => look().catch(() => {}).finally(again), 1500); // a console that ended is no error
  again();
}
