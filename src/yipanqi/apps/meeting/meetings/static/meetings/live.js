// The line to the room: one order, no holes, by the server's clock. What was missed while the
// line was cut is told again by the server, from the number this screen has seen last.
const QUIET = 40_000; // ms without a sign of life
const CHECK = 60_000; // ms between two looks at the server's clock

export const words = document.getElementById("live-words")?.dataset ?? {};
export const start = JSON.parse(document.getElementById("live").textContent);

export class Line extends EventTarget {
  constructor({ urls, state, venue = "", reports = true }) {
    super();
    Object.assign(this, { urls, venue, reports, sequence: 0, last: {}, offset: 0, lag: null, source: null });
    clockOf = () => this.now();
    this.take(state);
    this.setClock(state.now, 0);
    this.open();
    this.check();
    setInterval(() => this.check(), CHECK);
    setInterval(() => Date.now() - this.heard > QUIET && this.open(), 5_000);
    window.addEventListener("online", () => this.open());
  }

  now() { return Date.now() + this.offset; }

  open() {
    this.source?.close();
    this.heard = Date.now();
    const source = new EventSource(`${this.urls.stream}?after=${this.sequence}`);
    this.source = source;
    source.onopen = () => this.say("online");
    source.onmessage = ({ data }) => this.hear(JSON.parse(data));
    source.addEventListener("tick", ({ data }) => { this.heard = Date.now(); this.setClock(Number(data), 0, true); });
    source.addEventListener("cut", ({ data }) => { if (data === "gone") this.ask(); });
    source.onerror = () => {
      this.say("offline");
      if (source.readyState === EventSource.CLOSED) { clearTimeout(this.later); this.later = setTimeout(() => this.ask(), 2_000); }
    };
  }

  hear(event) {
    this.heard = Date.now();
    this.say("online");
    if (event.sequence <= this.sequence) return; // told twice
    if (event.sequence > this.sequence + 1) return this.open(); // a hole: ask again from the last one seen
    this.sequence = event.sequence;
    this.lag = Math.max(0, Math.trunc(this.now() - event.at));
    this.last[event.kind] = event.payload;
    this.dispatchEvent(new CustomEvent(event.kind, { detail: event.payload }));
    this.dispatchEvent(new CustomEvent("any", { detail: event }));
  }

  // The whole state again: after a refusal, or when nothing else helps.
  async ask() {
    try {
      const answer = await fetch(this.urls.state, { headers: { Accept: "application/json" }, redirect: "manual" });
      if (!answer.ok) return this.say("left");
      this.take(await answer.json());
      for (const kind of Object.keys(this.last)) this.dispatchEvent(new CustomEvent(kind, { detail: this.last[kind] }));
      this.open();
    } catch {
      this.say("offline");
      clearTimeout(this.later);
      this.later = setTimeout(() => this.ask(), 4_000);
    }
  }

  async check() {
    const asked = Date.now();
    try {
      const answer = await fetch(`${this.urls.state}${this.venue ? `?venue=${this.venue}` : ""}`, { headers: { Accept: "application/json" } });
      const state = await answer.json();
      this.setClock(state.now, (Date.now() - asked) / 2);
      if (state.sequence > this.sequence + 1 && Date.now() - this.heard > 5_000) this.open();
      this.dispatchEvent(new CustomEvent("state", { detail: state }));
    } catch { /* the line itself says that it is cut */ }
  }

  take(state) { this.last = { ...state.last }; this.sequence = state.sequence; }

  setClock(serverNow, half, onlyIfFar = false) {
    const offset = serverNow + half - Date.now();
    if (!onlyIfFar || Math.abs(offset - this.offset) > 1_500) this.offset = offset;
  }

  say(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("line", { detail: state }));
  }
}

// ---- parts that every live page draws

const make = (tag, text = "", css = "") => Object.assign(document.createElement(tag), { textContent: text, className: css });
const SHAPES = { green: "●", yellow: "▲", red: "■", grey: "○" };

export function drawSlide(box, slide) {
  const parts = [];
  if (!slide || !slide.title) {
    box.replaceChildren(make("p", words.empty, "slide-empty"));
    return;
  }
  if (slide.kind === "film") return slide.stills ? drawStills(box, slide) : drawFilm(box, slide);
  if (slide.kicker) parts.push(make("p", slide.kicker, "slide-kicker"));
  parts.push(make("h2", slide.title, slide.title.length > 24 ? "is-long" : ""));
  if (slide.facts?.length) {
    const list = make("dl", "", "slide-facts");
    for (const [label, value] of slide.facts) {
      const pair = make("div");
      pair.append(make("dt", label), make("dd", value));
      list.append(pair);
    }
    parts.push(list);
  }
  if (slide.points) parts.push(drawMap(slide));
  if (slide.pictures?.length) parts.push(drawPictures(slide.pictures));
  if (slide.bar) parts.push(drawBar(slide.bar));
  for (const line of slide.lines ?? []) parts.push(make("p", line, "slide-line"));
  if (slide.heads) parts.push(drawTable(slide));
  if (slide.source) parts.push(make("p", slide.source, "slide-source"));
  box.replaceChildren(...parts);
  box.dataset.kind = slide.kind;
  box.dataset.rows = (slide.rows?.length ?? 0) > 8 ? "many" : "few";
  box.dataset.columns = (slide.heads?.length ?? 0) > 7 ? "many" : "few";
}

function drawTable({ heads, rows }) {
  const table = make("table");
  const top = make("tr");
  for (const head of heads) top.append(make("th", head.text, head.num ? "num" : ""));
  const body = make("tbody");
  for (const row of rows) {
    const line = make("tr", "", row.mark ? "is-marked" : "");
    row.cells.forEach((cell, at) => {
      const light = cell && typeof cell === "object" ? cell.light : "";
      const text = light ? `${SHAPES[light]} ${words[light] ?? ""}` : cell;
      line.append(make("td", text, light ? `is-${light}` : heads[at]?.num ? "num" : ""));
    });
    body.append(line);
  }
  const head = make("thead");
  head.append(top);
  table.append(head, body);
  return table;
}

const svg = (tag, attributes) => {
  const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  return made;
};

// Districts as outlines, projects as points with their light; the one that is spoken of is marked.
function drawMap({ shapes, labels, points, mark, size }) {
  const box = svg("svg", { viewBox: `-20 -20 ${size[0] + 40} ${size[1] + 40}`, class: "slide-map", role: "img" });
  for (const path of shapes) box.append(svg("polygon", { points: path, class: "district" }));
  for (const [x, y, name] of labels) box.append(Object.assign(svg("text", { x, y }), { textContent: name }));
  for (const [x, y, light] of points) box.append(svg("circle", { cx: x, cy: y, r: 6, class: `is-${light}` }));
  if (mark) for (const r of [14, 30]) box.append(svg("circle", { cx: mark[0], cy: mark[1], r, class: "mark" }));
  return box;
}

// Pictures side by side with their captions; a clip stands still on its first second.
function drawPictures(pictures) {
  const row = make("div", "", "slide-pictures");
  for (const { src, caption, clip } of pictures) {
    const figure = make("figure");
    const shown = clip ? Object.assign(document.createElement("video"), { src, muted: true, preload: "metadata" }) : Object.assign(new Image(), { src, alt: caption });
    figure.append(shown, make("figcaption", caption));
    row.append(figure);
  }
  return row;
}

// The film runs by the server's clock: whoever comes in late, or was cut off, is on the second
// of the main venue. A browser that may not play sound by itself plays without it.
let clockOf = null;
function drawFilm(box, slide) {
  let film = box.querySelector("video");
  if (film?.getAttribute("src") !== slide.src) {
    film = Object.assign(document.createElement("video"), { preload: "auto", playsInline: true });
    film.setAttribute("src", slide.src);
    box.replaceChildren(film);
  }
  box.dataset.kind = "film";
  film.told = slide;
  const keepUp = () => {
    if (film.told !== slide || !film.isConnected) return;
    const due = slide.since === null ? slide.at : slide.at + Math.max(0, clockOf() - slide.since) / 1000;
    const at = Math.min(due, film.duration || due);
    if (Math.abs(film.currentTime - at) > (slide.since === null ? 0.05 : 0.6)) film.currentTime = at;
    if (slide.since === null) return film.pause();
    if (film.paused && at < (film.duration || Infinity)) film.play().catch(() => { film.muted = true; film.play().catch(() => {}); });
    setTimeout(keepUp, 2_000);
  };
  if (film.readyState > 0) keepUp();
  else film.addEventListener("loadedmetadata", keepUp, { once: true });
}

// A film that is not cut yet: the pictures of its storyboard, each for its seconds, by that clock.
function drawStills(box, slide) {
  const picture = box.querySelector("img.slide-still") ?? make("img", "", "slide-still");
  if (!picture.isConnected) box.replaceChildren(picture, make("p", slide.source, "slide-source"));
  box.dataset.kind = "film";
  picture.alt = slide.title;
  picture.told = slide;
  const draw = () => {
    if (picture.told !== slide || !picture.isConnected) return;
    const due = slide.since === null ? slide.at : slide.at + Math.max(0, clockOf() - slide.since) / 1000;
    let [at, begins] = [0, 0];
    while (at < slide.stills.length - 1 && due >= begins + slide.stills[at].seconds) begins += slide.stills[at++].seconds;
    const { src } = slide.stills[at];
    if (picture.getAttribute("src") !== src) picture.src = src;
    picture.dataset.second = Math.trunc(due);
    const next = slide.stills[at + 1];
    if (next) new Image().src = next.src; // it is there when its second comes
    if (slide.since !== null && next) setTimeout(draw, 500);
  };
  draw();
}

// Share done against the share due, in thousandths; drawn as SVG, since pages may not set styles.
function drawBar([done, due]) {
  const box = svg("svg", { viewBox: "0 0 1000 60", class: "slide-bar", preserveAspectRatio: "none", role: "img" });
  const scale = Math.max(1000, done, due ?? 0) / 1000;
  box.append(svg("rect", { x: 0, y: 14, width: 1000 / scale, height: 32, class: "plan" }));
  box.append(svg("rect", { x: 0, y: 14, width: Math.max(0, done) / scale, height: 32, class: "actual" }));
  if (due !== null) box.append(svg("rect", { x: due / scale - 2, y: 4, width: 4, height: 52, class: "pace" }));
  return box;
}

const each = (name, act) => document.querySelectorAll(`[data-live-${name}]`).forEach(act);

// State of the line, current item and countdown, wherever the page has a place for them.
export function drawFrame(line) {
  const item = () => each("item", (box) => {
    const now = line.last.item;
    box.textContent = now?.uid ? `${now.position}. ${now.title}${now.speaker ? `　${now.speaker}` : ""}` : "";
  });
  const state = () => {
    const over = line.last.room?.room === "shut";
    const text = over ? words.ended : line.state === "left" ? words.left : line.state === "offline" ? words.offline : words.online;
    each("state", (box) => { box.textContent = text; box.dataset.line = over ? "over" : line.state ?? ""; });
  };
  const clock = () => {
    const timer = line.last.timer;
    const left = timer?.ends_at ? timer.ends_at - line.now() : null;
    each("timer", (box) => {
      const seconds = left === null ? 0 : Math.abs(Math.ceil(left / 1000));
      const text = `${String(Math.trunc(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
      box.textContent = left === null ? "" : left < 0 ? `${words.over} ${text}` : text;
      box.dataset.tone = left === null ? "" : left < 0 ? "over" : left < 60_000 ? "short" : "";
    });
    each("label", (box) => { box.textContent = left === null ? "" : timer.label ?? ""; });
  };
  line.addEventListener("item", item);
  line.addEventListener("line", state);
  line.addEventListener("room", state);
  line.addEventListener("timer", clock);
  setInterval(clock, 250);
  item(); state(); clock();
}

// The code of a running roll call, in digits and as a picture that a phone reads.
export function drawRoll(line) {
  const code = document.querySelector("[data-live-roll]");
  const picture = document.querySelector("[data-live-qr]");
  line.addEventListener("roll", () => line.check());
  line.addEventListener("state", ({ detail }) => {
    code.textContent = detail.roll_code;
    if (!picture) return;
    picture.hidden = !detail.roll_code;
    const src = detail.roll_code ? `${line.urls.roll}?venue=${line.venue}&code=${detail.roll_code}` : "";
    if (src && picture.getAttribute("src") !== src) picture.src = src;
  });
}

// Venue screens say how far they are; a follower only that somebody is still there. Whoever looks
// at a venue that is not theirs says nothing.
export function report(line, every) {
  if (!line.reports) return;
  const csrf = document.body.dataset.csrf;
  const send = () => {
    const body = new URLSearchParams({ venue: line.venue, sequence: line.sequence, lag: line.lag ?? 0 });
    fetch(line.urls.seen, { method: "POST", body, headers: { "X-CSRFToken": csrf } }).catch(() => {});
  };
  setInterval(send, every);
  send();
}
