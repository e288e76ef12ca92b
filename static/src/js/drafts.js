import { recall, remember } from "./store.js";
import { word } from "./words.js";

const PAUSE_MS = 400;
const NEVER_KEPT = new Set(["hidden", "password", "file", "submit", "button"]);

function kept(form) {
  return [...form.elements].filter((control) => control.name && !NEVER_KEPT.has(control.type));
}

function isChoice(control) {
  return control.type === "checkbox" || control.type === "radio";
}

function save(form, name) {
  const values = kept(form)
    .filter((control) => (isChoice(control) ? control.checked : control.value))
    .map((control) => [control.name, control.value]);
  remember(name, values.length ? JSON.stringify(values) : null);
}

function read(name) {
  try {
    return JSON.parse(recall(name) ?? "[]");
  } catch {
    return [];
  }
}

/** Puts a draft into the fields that are still empty; returns whether any text came back. */
function restore(form, name) {
  // A refused form comes back from the server with everything that was typed.
  if (form.querySelector('[aria-invalid="true"]')) return false;
  let restored = false;
  for (const [field, value] of read(name)) {
    for (const control of kept(form).filter((candidate) => candidate.name === field)) {
      if (isChoice(control)) {
        if (control.value === value) control.checked = true;
      } else if (control.tagName === "SELECT") {
        control.value = value;
      } else if (!control.value) {
        control.value = value;
        restored = true;
      }
    }
  }
  return restored;
}

function offerToDiscard(form, name) {
  const note = document.createElement("div");
  note.className = "draft-note";
  note.setAttribute("role", "status");
  const sentence = document.createElement("span");
  sentence.textContent = word("draftRestored");
  const discard = document.createElement("button");
  discard.type = "button";
  discard.className = "btn btn-quiet btn-small";
  discard.textContent = word("draftDiscard");
  discard.addEventListener("click", () => {
    remember(name, null);
    form.reset();
    note.remove();
  });
  note.append(sentence, discard);
  form.prepend(note);
}

function watch(form) {
  const name = `draft:${form.dataset.draft}`;
  if (restore(form, name)) offerToDiscard(form, name);
  let timer;
  let typed = false;
  form.addEventListener("input", () => {
    typed = true;
    clearTimeout(timer);
    timer = setTimeout(() => save(form, name), PAUSE_MS);
  });
  // A phone may put the page to sleep before the pause is over.
  window.addEventListener("pagehide", () => {
    if (typed) save(form, name);
  });
  form.addEventListener("reset", () => {
    clearTimeout(timer);
    typed = false;
  });
}

/** Keeps what is typed into form[data-draft] until a page with the same [data-draft-clear]. */
export function startDrafts() {
  for (const done of document.querySelectorAll("[data-draft-clear]")) {
    remember(`draft:${done.dataset.draftClear}`, null);
  }
  document.querySelectorAll("form[data-draft]").forEach(watch);
}
