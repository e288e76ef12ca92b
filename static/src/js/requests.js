import { toast } from "./overlays.js";
import { word } from "./words.js";

/** Tells whether the page of a job that is being watched has become another one. */
function hasEnded(block, answer) {
  return block.matches("[data-poll]") && !answer.includes(`id="${block.id}"`);
}

/** Gives htmx the CSRF token, lets it show form errors, ends polling, and says when a request failed. */
export function startRequests() {
  const token = document.querySelector('meta[name="csrf-token"]')?.content;
  document.addEventListener("htmx:configRequest", (event) => {
    event.detail.headers["X-CSRFToken"] = token;
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.shouldSwap && hasEnded(event.detail.elt, event.detail.xhr.responseText)) {
      event.detail.shouldSwap = false;
      window.location.reload();
      return;
    }
    // A refused form comes back as a page part with its errors.
    if (event.detail.xhr.status !== 422) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    document.addEventListener(failure, (event) => {
      // What only looks things up while someone types or waits stays silent.
      if (event.detail.requestConfig?.verb !== "get") toast(word("requestFailed"), "warning");
    });
  }
}
