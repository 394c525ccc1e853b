// Projection of a venue: what the main venue shows, and nothing to press.
import { Line, drawFrame, drawSlide, report, start } from "./live.js";

const line = new Line(start);
const box = document.querySelector("[data-live-slide]");
const roll = document.querySelector("[data-live-roll]");

drawSlide(box, line.last.show);
drawFrame(line);
report(line, 8_000);
line.addEventListener("show", ({ detail }) => drawSlide(box, detail));
line.addEventListener("roll", () => line.check());
line.addEventListener("state", ({ detail }) => { roll.textContent = detail.roll_code; });
