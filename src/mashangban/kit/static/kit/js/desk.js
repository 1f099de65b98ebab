// Keys, drawer and menus of the workbench. Everything here can also be done with links.
const SWITCH = "msb-keys-off";
const sheet = document.querySelector("[data-keys]");
const keySwitch = document.querySelector("[data-keys-switch]");
const search = document.querySelector("[data-search]");
const ROWS = "main tbody tr, main .todo";

const step = (by) => {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.querySelector("a[href]"));
  const at = rows.indexOf(current());
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + by))];
  next?.querySelector("a[href]").focus();
};

const current = () => document.activeElement?.closest(ROWS);

const actions = {
  j: () => step(1),
  k: () => step(-1),
  x: () => current()?.querySelector("input[type=checkbox]")?.click(),
  "/": () => search?.focus(),
  "?": () => sheet?.showModal(),
};

const closeDrawer = () => {
  if (location.hash !== "#side") return false;
  location.hash = "#main";
  document.querySelector(".burger")?.focus();
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("[data-menu][open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else {
      closeDrawer();
    }
    return;
  }
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select, dialog, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !keySwitch?.checked) return;
  const action = actions[event.key];
  if (!action) return;
  event.preventDefault();
  action();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("[data-menu][open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  if (!event.target.closest(".side, .burger")) closeDrawer();
});

const showKeys = () => document.body.classList.toggle("has-keys", keySwitch.checked);

// Single keys disturb people who dictate or whose hands tremble: the choice stays on the device.
if (keySwitch) {
  keySwitch.checked = localStorage.getItem(SWITCH) === null;
  keySwitch.addEventListener("change", () => {
    if (keySwitch.checked) localStorage.removeItem(SWITCH);
    else localStorage.setItem(SWITCH, "1");
    showKeys();
  });
  showKeys();
}
