// The words the server translated for the script.
const words = JSON.parse(document.getElementById("words")?.textContent || "{}");

/** Returns one translated sentence; a missing one is empty rather than an error. */
export function word(name) {
  return words[name] ?? "";
}
