// Projection of a venue: what the main venue shows, and nothing to press.
import { Line, drawFrame, drawRoll, drawSlide, report, start } from "./live.js";

const line = new Line(start);
const box = document.querySelector("[data-live-slide]");

drawSlide(box, line.last.show);
drawFrame(line);
report(line, 8_000);
line.addEventListener("show", ({ detail }) => drawSlide(box, detail));
drawRoll(line);
