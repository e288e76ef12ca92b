import { word } from "./words.js";

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-closes][open]")) {
    if (!except || !menu.contains(except)) menu.open = false;
  }
}

function onEscape(event) {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details[data-closes][open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
}

function onClick(event) {
  closeMenus(event.target);
  const closer = event.target.closest("[data-close]");
  if (closer) {
    const menu = closer.closest("details");
    menu.open = false;
    menu.querySelector("summary").focus();
  }
  const opener = event.target.closest("[data-opens]");
  if (opener) document.getElementById(opener.dataset.opens)?.showModal();
}

/** Closes menus and questions on Escape and on clicks elsewhere, and opens dialogs. */
export function startMenus() {
  document.addEventListener("click", onClick);
  document.addEventListener("keydown", onEscape);
}

/** Shows a short message in the corner; it stays until the next one or until it is closed. */
export function toast(text, tone = "success") {
  const box = document.createElement("div");
  box.className = `toast-box tone-${tone}`;
  box.dataset.spoken = "";
  const sentence = document.createElement("p");
  sentence.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn btn-quiet btn-small";
  close.dataset.dismiss = "";
  close.textContent = word("close");
  box.append(sentence, close);
  const corner = document.getElementById("toasts");
  corner.querySelector("[data-spoken]")?.remove();
  corner.append(box);
}

/** Lets messages be closed. */
export function startToasts() {
  document.addEventListener("click", (event) => {
    event.target.closest("[data-dismiss]")?.closest(".toast-box").remove();
  });
}
