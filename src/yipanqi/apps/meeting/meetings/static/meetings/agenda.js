// Reorder the agenda: by dragging a row, or with Alt and the arrow keys on it. The server keeps
// the order; a refused move loads the page again as it is.
import { onceKey } from "../web/shell.js";

const table = document.getElementById("agenda");
const body = table.tBodies[0];
const said = document.getElementById("agenda-said");
let version = table.dataset.version;
let dragged = null;
let from = -1;

const rows = () => [...body.querySelectorAll("tr[data-item]")];

async function keep(row) {
  number();
  const form = new FormData();
  form.set("item", row.dataset.item);
  form.set("to", rows().indexOf(row));
  form.set("version", version);
  form.set("key", onceKey());
  const answer = await fetch(table.dataset.move, {
    method: "POST",
    body: form,
    headers: { "X-CSRFToken": document.body.dataset.csrf, Accept: "application/json" },
  }).catch(() => null);
  if (answer?.ok) {
    version = (await answer.json()).version;
    document.querySelectorAll("input[name=version]").forEach((field) => { field.value = version; });
    said.textContent = said.dataset.saved;
    return;
  }
  said.textContent = said.dataset.conflict;
  setTimeout(() => location.reload(), 1_200);
}

function number() {
  let begins = 0;
  rows().forEach((row, at) => {
    row.querySelector("[data-no]").textContent = at + 1;
    row.querySelector("[data-begins]").textContent = `+${begins}`;
    begins += Number(row.dataset.minutes);
  });
}

body.addEventListener("dragstart", (event) => {
  dragged = event.target.closest("tr[data-item]");
  from = rows().indexOf(dragged);
  event.dataTransfer.effectAllowed = "move";
  dragged?.classList.add("is-dragged");
});
body.addEventListener("dragover", (event) => {
  const over = event.target.closest("tr[data-item]");
  if (!dragged || !over || over === dragged) return;
  event.preventDefault();
  const middle = over.getBoundingClientRect().top + over.offsetHeight / 2;
  if (event.clientY < middle) over.before(dragged);
  else over.after(dragged);
});
body.addEventListener("drop", (event) => event.preventDefault());
body.addEventListener("dragend", () => {
  dragged?.classList.remove("is-dragged");
  if (dragged && rows().indexOf(dragged) !== from) keep(dragged);
  dragged = null;
});

body.addEventListener("keydown", (event) => {
  const row = event.target.closest("tr[data-item]");
  if (!row || event.target !== row) return;
  const step = { ArrowDown: 1, ArrowUp: -1, j: 1, k: -1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const other = rows()[rows().indexOf(row) + step];
  if (!other) return;
  if (event.altKey) {
    if (step > 0) other.after(row);
    else other.before(row);
    row.focus();
    keep(row);
  } else {
    other.focus();
  }
});
