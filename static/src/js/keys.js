import { recall, remember } from "./store.js";

const TYPING = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";

function visible(element) {
  return element.getClientRects().length > 0;
}

function targets() {
  return [...document.querySelectorAll("[data-key]")].filter(visible);
}

function label(element) {
  return element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
}

function listKeys(body) {
  for (const row of body.querySelectorAll("[data-found]")) row.remove();
  const seen = new Set();
  for (const element of targets().reverse()) {
    if (seen.has(element.dataset.key)) continue;
    seen.add(element.dataset.key);
    const row = document.createElement("tr");
    row.dataset.found = "";
    const key = document.createElement("kbd");
    key.textContent = element.dataset.key;
    row.insertCell().append(key);
    row.insertCell().textContent = label(element);
    body.prepend(row);
  }
}

function openHelp() {
  const dialog = document.getElementById("key-help");
  if (!dialog || dialog.open) return;
  listKeys(dialog.querySelector("[data-key-list]"));
  dialog.showModal();
}

function act(element) {
  if (element.matches(TYPING)) element.focus();
  else element.click();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest(TYPING) || document.querySelector("dialog[open]")) return;
  if (recall("keys") === "off") return;
  if (event.key === "?") {
    event.preventDefault();
    openHelp();
    return;
  }
  const element = targets().find((candidate) => candidate.dataset.key === event.key);
  if (!element) return;
  event.preventDefault();
  act(element);
}

/** Makes [data-key="j"] a shortcut to its element, ? the list of them, and lets readers turn them off. */
export function startKeys() {
  document.addEventListener("keydown", onKey);
  const help = document.querySelector('[data-opens="key-help"]');
  help?.addEventListener("click", () => listKeys(document.querySelector("[data-key-list]")));
  const box = document.querySelector("[data-keys-switch]");
  if (!box) return;
  box.checked = recall("keys") !== "off";
  box.addEventListener("change", () => remember("keys", box.checked ? null : "off"));
}
