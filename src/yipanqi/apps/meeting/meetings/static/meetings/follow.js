// A participant's own screen: follows the main venue, lets go to look around, and comes back.
import { Line, drawFrame, drawSlide, report, start, words } from "./live.js";

const line = new Line(start);
const box = document.querySelector("[data-live-slide]");
const mode = document.querySelector("[data-live-mode]");
const back = document.querySelector("[data-back-to-live]");
const rollBox = document.querySelector("[data-roll-box]");
let browsing = false;

function live() {
  browsing = false;
  back.hidden = true;
  mode.textContent = words.shown;
  document.querySelectorAll("li.is-browsed").forEach((row) => row.classList.remove("is-browsed"));
  drawSlide(box, line.last.show);
}

function current() {
  const uid = line.last.item?.uid;
  document.querySelectorAll("li[data-item]").forEach((row) => row.classList.toggle("is-current", row.dataset.item === uid));
}

const roll = () => { rollBox.hidden = !line.last.roll?.open; };

async function browse(button) {
  const answer = await fetch(button.dataset.browse, { headers: { Accept: "application/json" } });
  const told = await answer.json();
  if (!answer.ok) {
    mode.textContent = told.refusal?.text ?? "";
    return;
  }
  browsing = true;
  back.hidden = false;
  mode.textContent = words.browsing;
  document.querySelectorAll("li.is-browsed").forEach((row) => row.classList.remove("is-browsed"));
  button.closest("li").classList.add("is-browsed");
  drawSlide(box, told);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-browse]");
  if (button) browse(button);
});
back.addEventListener("click", live);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && browsing) live(); });

live(); current(); roll();
drawFrame(line);
report(line, 300_000);
line.addEventListener("show", () => { if (!browsing) live(); });
line.addEventListener("item", current);
line.addEventListener("roll", roll);
