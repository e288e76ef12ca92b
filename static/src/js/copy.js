import { toast } from "./overlays.js";
import { word } from "./words.js";

async function copy(id) {
  try {
    await navigator.clipboard.writeText(document.getElementById(id).textContent.trim());
    toast(word("copied"));
  } catch {
    toast(word("copyFailed"), "warning");
  }
}

/** Makes [data-copy="id"] buttons copy the text of the element with that id. */
export function startCopying() {
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-copy]");
    if (button) copy(button.dataset.copy);
  });
}

/** Makes [data-print] buttons print the page. */
export function startPrinting() {
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
  });
}
