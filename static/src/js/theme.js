import { recall, remember } from "./store.js";
import { word } from "./words.js";

const ORDER = ["auto", "light", "dark"];
const WORDS = { auto: "themeAuto", light: "themeLight", dark: "themeDark" };

function current() {
  const kept = recall("theme");
  return ORDER.includes(kept) ? kept : "auto";
}

function show(theme) {
  if (theme === "auto") delete document.documentElement.dataset.bsTheme;
  else document.documentElement.dataset.bsTheme = theme;
  for (const button of document.querySelectorAll("[data-theme-switch]")) {
    button.querySelector("[data-theme-word]").textContent = word(WORDS[theme]);
    for (const icon of button.querySelectorAll("[data-theme-icon]")) {
      icon.hidden = icon.dataset.themeIcon !== theme;
    }
  }
}

/** Lets the reader choose light or dark for this device, or leave it to the device. */
export function startTheme() {
  show(current());
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-theme-switch]")) return;
    const next = ORDER[(ORDER.indexOf(current()) + 1) % ORDER.length];
    remember("theme", next === "auto" ? null : next);
    show(next);
  });
}
