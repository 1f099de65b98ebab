// A form that is being sent says so and cannot be sent twice. Forms that htmx sends are its own.
const kept = document.querySelector("input[data-kept]");

const lock = (form, button) => {
  form.dataset.sending = "";
  if (kept && form.contains(kept)) history.replaceState({ ...history.state, kept: kept.value }, "");
  if (!button) return;
  const words = button.querySelector("span") ?? button;
  button.dataset.words = words.textContent;
  if (button.dataset.busy) words.textContent = button.dataset.busy;
  button.classList.add("weui-btn_loading");
  button.setAttribute("aria-disabled", "true");
};

const unlock = (form) => {
  delete form.dataset.sending;
  for (const button of form.querySelectorAll("[data-words]")) {
    (button.querySelector("span") ?? button).textContent = button.dataset.words;
    delete button.dataset.words;
    button.classList.remove("weui-btn_loading");
    button.removeAttribute("aria-disabled");
  }
};

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || form.closest("[hx-post], [hx-put], [hx-delete]")) return;
  if ("sending" in form.dataset) {
    event.preventDefault();
    return;
  }
  lock(form, event.submitter);
});

// A page that comes back from the history would otherwise stay locked.
addEventListener("pageshow", (event) => {
  if (event.persisted) document.querySelectorAll("form[data-sending]").forEach(unlock);
});

// Browsers bring back what was typed, but not a hidden key: whoever goes back and sends the same
// again would have sent two.
if (kept && history.state?.kept && performance.getEntriesByType("navigation")[0]?.type === "back_forward") {
  kept.value = history.state.kept;
}
