// The chair's console: every press is one verb; what comes of it is heard over the line like
// everywhere else, so that the console never shows more than the venues do.
import { Line, drawFrame, drawRoll, drawSlide, start } from "./live.js";
import { notice, onceKey } from "../web/shell.js";

const line = new Line(start);
const root = document.querySelector("[data-console]");
const box = document.querySelector("[data-live-slide]");
const itemField = document.querySelector("[data-item-field]");
const itemName = document.querySelector("[data-current-item]");
const noted = document.querySelector("[data-noted]");

async function send(verb, values) {
  const body = values instanceof FormData ? values : Object.entries(values).reduce((form, [name, value]) => (form.append(name, value), form), new FormData());
  body.set("key", onceKey());
  const answer = await fetch(root.dataset.do.replace("verb", verb), {
    method: "POST",
    body,
    headers: { "X-CSRFToken": document.body.dataset.csrf, Accept: "application/json" },
  }).catch(() => null);
  if (answer?.ok) return true;
  const told = await answer?.json().catch(() => null);
  notice(told?.refusal?.text ?? document.getElementById("notices").dataset.offline);
  return false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-verb]");
  if (!button) return;
  const { verb, ...values } = button.dataset;
  if (values.kind === "film") values.second = filmSecond(values.second);
  send(verb, values);
});

document.querySelectorAll("[data-row-of]").forEach((choice) => choice.addEventListener("change", () => {
  if (!choice.value) return;
  const [league, unit] = choice.value.split(":");
  send("show", { kind: "board", subject: choice.dataset.rowOf, league, unit });
}));

document.querySelectorAll("[data-form]").forEach((form) => form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const values = new FormData(form);
  if (!(await send(form.dataset.form, values))) return;
  if (form.dataset.form === "note") {
    noted.querySelector(".muted")?.remove();
    noted.prepend(Object.assign(document.createElement("li"), { textContent: values.get("text") }));
  }
  form.reset();
  current();
}));

// J and K or the arrows go through the agenda.
root.querySelector(".console-agenda ol").addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 }[event.key];
  if (!step) return;
  const rows = [...root.querySelectorAll(".console-agenda button")];
  rows[rows.indexOf(document.activeElement) + step]?.focus();
  event.preventDefault();
});

// "here" is the second typed beside, else the one the preview is on.
function filmSecond(asked) {
  if (asked !== "here") return asked;
  return document.querySelector("[data-film-second]").value || (box.querySelector(".slide-still")?.dataset.second ?? Math.trunc(box.querySelector("video")?.currentTime ?? 0));
}

function current() {
  const now = line.last.item;
  document.querySelectorAll("li[data-item]").forEach((row) => row.classList.toggle("is-current", row.dataset.item === now?.uid));
  itemField.value = now?.uid ?? "";
  itemName.textContent = now?.uid ? `${now.position}. ${now.title}` : "";
}

drawSlide(box, line.last.show);
drawFrame(line);
current();
line.addEventListener("show", ({ detail }) => drawSlide(box, detail));
line.addEventListener("item", current);
drawRoll(line);
