// The frame's few behaviours. Pages work without this file; it adds comfort.
const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const hit = event.target.closest?.(selector);
    if (hit) act(hit, event);
  });

// Drop-downs are <details>: one open at a time, closed by a click elsewhere or Esc.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

on("click", "[data-open-rail]", (button) => {
  const open = document.body.classList.toggle("rail-open");
  button.setAttribute("aria-expanded", String(open));
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("#rail, [data-open-rail]")) document.body.classList.remove("rail-open");
});

on("click", "[data-dismiss]", (button) => button.closest(".notice")?.remove());
on("click", "[data-dialog]", (button) => document.getElementById(button.dataset.dialog)?.showModal());
on("click", "[data-close]", (button, event) => {
  const dialog = button.closest("dialog");
  if (dialog) dialog.close();
  else closeSide();
  event.preventDefault();
});
on("click", "[data-print]", () => window.print());

// Elder view: kept in a cookie so that the server draws it at once next time.
on("click", "[data-elder]", (button) => {
  const wanted = !document.documentElement.classList.contains("elder");
  document.documentElement.classList.toggle("elder", wanted);
  button.setAttribute("aria-pressed", String(wanted));
  document.cookie = `elder_view=${wanted ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
  window.dispatchEvent(new Event("resize"));
});

// Row peek: <a hx-get=… hx-target="#side"> fills the panel; it opens when filled.
const side = document.getElementById("side");
let cameFrom = null;
function closeSide() {
  if (!side || side.hidden) return false;
  side.hidden = true;
  side.replaceChildren();
  cameFrom?.focus();
  return true;
}
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.target === side) cameFrom = event.detail.elt;
});
document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target === side) {
    side.hidden = false;
    side.querySelector("a, button")?.focus();
  }
});

// A refused part says so in words instead of doing nothing.
export function notice(text, kind = "error") {
  const box = document.getElementById("notices");
  if (!box || !text) return;
  const line = Object.assign(document.createElement("div"), { className: `notice notice-${kind}` });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-icon", textContent: "×", ariaLabel: box.dataset.close });
  close.dataset.dismiss = "";
  line.append(Object.assign(document.createElement("span"), { textContent: text }), close);
  box.replaceChildren(line);
}
document.addEventListener("htmx:responseError", (event) => {
  const page = new DOMParser().parseFromString(event.detail.xhr.responseText, "text/html");
  const box = document.getElementById("notices");
  notice(page.querySelector("[data-refusal]")?.textContent.trim() || box?.dataset.failed);
});
document.addEventListener("htmx:sendError", () => notice(document.getElementById("notices")?.dataset.offline));

// Long lists in drop-downs are found by typing.
document.addEventListener("input", (event) => {
  if (!event.target.matches("[data-pick-filter]")) return;
  const wanted = event.target.value.trim();
  for (const link of event.target.closest("[data-pick]").querySelectorAll("a")) link.hidden = !link.textContent.includes(wanted);
});
document.addEventListener("toggle", (event) => {
  if (event.target.open) event.target.querySelector?.("[data-pick-filter]")?.focus();
}, true);

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    const menu = document.querySelector("details.menu[open]");
    if (menu) {
      menu.open = false;
      menu.querySelector("summary").focus();
    } else if (!event.defaultPrevented) closeSide();
    return;
  }
  const own = event.key === "/" ? document.querySelector("[data-list-search]") : null; // of the list in sight
  const search = own ?? document.getElementById("search");
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  const wanted = (event.key === "k" && (event.ctrlKey || event.metaKey)) || (event.key === "/" && !typing);
  if (search && wanted) {
    event.preventDefault();
    search.focus();
    search.select();
  }
});

// Bulk bar: appears with the first tick. The list may be replaced, so it is looked up each time.
function countTicks() {
  const bulk = document.querySelector("[data-bulk]");
  if (!bulk) return;
  const ticks = document.querySelectorAll("tbody input[type=checkbox][name]:checked");
  bulk.hidden = ticks.length === 0;
  bulk.querySelector("[data-bulk-count]").textContent = String(ticks.length);
}
on("change", "[data-check-all]", (box) => {
  for (const tick of box.closest("table").querySelectorAll("tbody input[type=checkbox][name]:not(:disabled, [data-by-hand])")) tick.checked = box.checked;
  countTicks();
});
on("change", "[data-check-group]", (box) => {
  for (const tick of document.querySelectorAll(`tbody input[data-by-hand="${box.dataset.checkGroup}"]`)) tick.checked = box.checked;
  countTicks();
});
on("change", "tbody input[type=checkbox][name]", countTicks);
on("click", "[data-bulk-clear]", () => {
  for (const tick of document.querySelectorAll("table input[type=checkbox]:checked")) tick.checked = false;
  countTicks();
});

// Parts of the page that need a script load it only when they are present.
// Their addresses stand on <body>, because stored file names carry a hash.
const needs = { "[data-chart]": document.body.dataset.charts, "[data-queue]": document.body.dataset.queueKeys };
async function load(root) {
  for (const [selector, address] of Object.entries(needs)) {
    if (!root.querySelector?.(selector)) continue;
    const part = await import(address);
    part.start(root);
  }
}
load(document);
document.addEventListener("htmx:load", (event) => {
  if (event.detail.elt !== document.body) load(event.detail.elt);
});

on("click", "[data-back]", () => history.back());
on("click", "[data-reload]", () => location.reload());

// Demonstration accounts fill the login form; the visitor still presses the button.
on("click", "[data-account]", (button) => {
  document.getElementById("id_username").value = button.dataset.account;
  document.getElementById("id_password").value = button.dataset.password;
  document.querySelector("form button").focus();
});

// A key that makes a repeated request harmless; the ready-made one is younger than the browsers
// in offices, and missing on a plain http address.
export const onceKey = () =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

// Slides in a card follow the card's width; where the browser knows no container units, measure.
if (!CSS.supports("width", "1cqw") && window.ResizeObserver) {
  const watch = new ResizeObserver((seen) => {
    for (const { target, contentRect } of seen) target.style.setProperty("--cq", `${contentRect.width / 100}px`);
  });
  document.querySelectorAll(".stage-preview").forEach((box) => watch.observe(box));
}
