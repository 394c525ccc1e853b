/* Queues: J and K move between rows, Enter opens, X ticks, P glances, Esc leaves.

HTML contract: table[data-queue] with tbody > tr[data-row]; the row's first link is what Enter opens,
[data-peek] what P presses; an open glance follows J and K. */

let current = null;

const rowsOf = () => [...document.querySelectorAll("table[data-queue] tbody tr[data-row]")].filter((tr) => !tr.hidden);

function moveTo(tr, follow = false) {
  current?.classList.remove("is-current");
  current = tr;
  if (!tr) return;
  tr.classList.add("is-current");
  const link = tr.querySelector("a[href]");
  link?.focus({ preventScroll: true });
  tr.scrollIntoView({ block: "nearest" });
  if (follow && document.getElementById("side")?.hidden === false) tr.querySelector("[data-peek]")?.click();
}

function key(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select, dialog[open]")) return;
  const rows = rowsOf();
  if (!rows.length) return;
  const here = rows.indexOf(current?.isConnected ? current : null);
  const pressed = event.key.toLowerCase();
  if (pressed === "j") moveTo(rows[Math.min(here + 1, rows.length - 1)], true);
  else if (pressed === "k") moveTo(rows[Math.max(here - 1, 0)], true);
  else if (pressed === "p" && here >= 0) rows[here].querySelector("[data-peek]")?.click();
  else if (pressed === "x" && here >= 0) rows[here].querySelector("input[type=checkbox]")?.click();
  else if (event.key === "Enter" && here >= 0 && event.target === document.body) rows[here].querySelector("a[href]")?.click();
  else if (event.key === "Escape" && here >= 0 && document.getElementById("side")?.hidden !== false) {
    document.activeElement?.blur();
    moveTo(null);
  } else return;
  event.preventDefault();
}

let listening = false;
export function start() {
  if (listening) return;
  listening = true;
  document.addEventListener("keydown", key);
  document.addEventListener("focusin", (event) => {
    const tr = event.target.closest("table[data-queue] tbody tr[data-row]");
    if (tr && tr !== current) {
      current?.classList.remove("is-current");
      current = tr;
      tr.classList.add("is-current");
    }
  });
}
