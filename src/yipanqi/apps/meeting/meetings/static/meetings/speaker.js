// The speaker's clock, by the server's time.
import { Line, drawFrame, start } from "./live.js";

drawFrame(new Line(start));
