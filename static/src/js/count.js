import { word } from "./words.js";

const numbers = new Intl.NumberFormat(document.documentElement.lang);

function say(line, control) {
  // Characters as the server counts them: an emoji is one.
  const left = Number(control.dataset.count) - [...control.value].length;
  line.textContent = word(left < 0 ? "countOver" : "countLeft").replace("{number}", numbers.format(Math.abs(left)));
  line.classList.toggle("is-over", left < 0);
}

function count(control) {
  const line = document.createElement("p");
  line.className = "field-count";
  control.after(line);
  say(line, control);
  control.addEventListener("input", () => say(line, control));
  // The form is emptied only after this event.
  control.form?.addEventListener("reset", () => setTimeout(() => say(line, control)));
}

/** Shows below each [data-count="5000"] how many characters are left. */
export function startCounting() {
  document.querySelectorAll("[data-count]").forEach(count);
}
