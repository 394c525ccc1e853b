/* Sheet: spreadsheet-like entry on a plain table of inputs.

HTML contract
  [data-sheet]                       the whole; holds status, table and side list
    table > tbody > tr[data-row=UID][data-version=N][data-save=URL]   one record per row
      td.cell[data-field=NAME] > input|select     an editable cell; readonly inputs are locked
      td[data-of=NAME]                            text that answers may replace (computed figures)
      td[data-row-state]                          says saved, unsaved, conflict … of the row
    [data-sheet-status] [data-sheet-note]         web/parts/sheet_status.html
    [data-findings] [data-findings-count] [data-findings-empty]   web/parts/sheet_side.html
    script[type="application/json"][data-sheet-findings]          {UID: [finding, …]} at the start

JSON contract, one row at a time
  POST data-save   {"version": 3, "key": "…", "values": {"this_month": "1250.5"}}   changed fields only
  200  {"version": 4, "values": {"this_month": "1,250.5"}, "findings": [finding, …], "saved_at": "14:03"}
       values: normalised text of inputs and of data-of cells; findings: all of the row
  409  {"conflict": {"version": 5, "who": "…", "at": "…", "values": {…theirs…}}}
  4xx  {"refusal": {"text": "…", "field": "this_month" | null}}
  finding = {"field": NAME | null, "severity": "hard" | "soft", "text": "…"}
The same key is sent again when an answer was lost, so a repeated request changes nothing twice.
*/

const SETTLE = 1200; // ms without typing before a row is saved; leaving the row saves at once
const PARALLEL = 4;
const RETRY = [3000, 10000, 30000];

const csrf = document.body.dataset.csrf;
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");
const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
const clock = () => new Intl.DateTimeFormat("zh-CN", { hour: "2-digit", minute: "2-digit", hour12: false, timeZone: "Asia/Shanghai" }).format(new Date());

/** Cells of a copied range. Excel and WPS quote cells that hold a line break, tab or quote. */
export function parseRange(text) {
  const rows = [[]];
  let cell = "", quoted = false;
  const end = () => { rows[rows.length - 1].push(cell.replace(/\s*\n\s*/g, " ").trim()); cell = ""; };
  const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
  for (let i = 0; i < source.length; i++) {
    const c = source[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (source[i + 1] === '"') { cell += '"'; i++; }
      else quoted = false;
    } else if (c === '"' && cell === "") quoted = true;
    else if (c === "\t") end();
    else if (c === "\n") { end(); rows.push([]); }
    else cell += c;
  }
  end();
  return rows;
}

/** A range as Excel and WPS read it. */
export function writeRange(rows) {
  const one = (text) => (/[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return rows.map((row) => row.map(one).join("\t")).join("\n");
}

class Sheet {
  constructor(root) {
    this.root = root;
    this.table = root.querySelector("table");
    this.status = root.querySelector("[data-sheet-status]");
    this.note = root.querySelector("[data-sheet-note]");
    this.words = this.status.dataset;
    this.rows = new Map();
    this.undo = [];
    this.queue = new Set();
    this.running = 0;
    for (const tr of this.table.tBodies[0].rows) this.adopt(tr);
    this.readFindings();
    this.listen();
  }

  adopt(tr) {
    const saved = new Map();
    for (const input of tr.querySelectorAll("td.cell > :is(input, select)")) saved.set(input.parentElement.dataset.field, input.value);
    this.rows.set(tr, { tr, version: Number(tr.dataset.version), saved, dirty: new Set(), findings: [], tries: 0, state: "saved" });
  }

  // --- where: cells by position, as seen
  inputIn(td) { return td?.classList.contains("cell") ? td.querySelector("input, select") : null; }
  visibleRows() { return [...this.table.tBodies[0].rows].filter((tr) => !tr.hidden); }
  place(td) { return { row: this.visibleRows().indexOf(td.parentElement), column: td.cellIndex }; }
  at(row, column) { return this.visibleRows()[row]?.cells[column]; }

  go(td, rows, columns) {
    const all = this.visibleRows();
    let row = all.indexOf(td.parentElement) + rows, column = td.cellIndex + columns;
    while (all[row]?.cells[column]) {
      const input = this.inputIn(all[row].cells[column]);
      if (input) { input.focus(); input.select?.(); return true; }
      row += rows; column += columns;
    }
    return false;
  }

  // --- range selection
  select(from, to) {
    for (const td of this.table.querySelectorAll(".is-selected")) td.classList.remove("is-selected");
    this.range = null;
    if (!from || !to || from === to) return;
    const a = this.place(from), b = this.place(to);
    this.range = { from, to, top: Math.min(a.row, b.row), bottom: Math.max(a.row, b.row), left: Math.min(a.column, b.column), right: Math.max(a.column, b.column) };
    for (const row of this.rangeCells()) for (const td of row) td.classList.add("is-selected");
  }
  rangeCells() {
    const { top, bottom, left, right } = this.range;
    return this.visibleRows().slice(top, bottom + 1).map((tr) => [...tr.cells].slice(left, right + 1));
  }

  listen() {
    const cellOf = (event) => event.target.closest?.("td.cell");
    this.table.addEventListener("focusin", (event) => {
      const td = cellOf(event);
      if (!td) return;
      this.before = this.inputIn(td)?.value;
      if (this.anchor?.parentElement !== td.parentElement) this.leaveRow(this.anchor);
      this.anchor = td;
    });
    this.table.addEventListener("focusout", (event) => {
      if (!this.table.contains(event.relatedTarget)) this.leaveRow(cellOf(event));
    });
    this.table.addEventListener("input", (event) => { this.select(); this.touched(cellOf(event)); });
    this.table.addEventListener("keydown", (event) => cellOf(event) && this.key(event, cellOf(event)));
    this.table.addEventListener("paste", (event) => cellOf(event) && this.paste(event, cellOf(event)));
    this.table.addEventListener("copy", (event) => this.copy(event));
    this.table.addEventListener("pointerdown", (event) => {
      const td = cellOf(event);
      if (td && event.shiftKey && this.anchor) { event.preventDefault(); this.select(this.anchor, td); return; }
      this.select();
      this.drag = td;
    });
    this.table.addEventListener("pointerover", (event) => {
      const td = event.target.closest?.("tbody td");
      if (this.drag && td && event.buttons === 1 && td !== this.drag) { this.select(this.drag, td); getSelection()?.removeAllRanges(); }
    });
    document.addEventListener("pointerup", () => { this.drag = null; });
    this.root.addEventListener("click", (event) => this.click(event));
    window.addEventListener("beforeunload", (event) => { if (this.unsaved()) event.preventDefault(); });
    window.addEventListener("online", () => this.retryAll());
  }

  key(event, td) {
    const input = this.inputIn(td);
    const isSelect = input.tagName === "SELECT";
    const command = event.ctrlKey || event.metaKey;
    const stop = () => event.preventDefault();
    const whole = !isSelect && input.selectionStart === 0 && input.selectionEnd === input.value.length;
    const caret = !isSelect && input.selectionStart === input.selectionEnd ? input.selectionStart : null;
    const arrows = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (event.isComposing) return;
    if (command && event.key.toLowerCase() === "z") {
      if (!event.shiftKey && this.undoPaste(td)) stop();
    } else if (event.key === "Enter") {
      stop();
      this.select();
      this.go(td, event.shiftKey ? -1 : 1, 0);
    } else if (event.key === "Escape") {
      stop();
      if (this.range) this.select();
      else if (input.value !== this.before) { input.value = this.before; this.touched(td); input.select?.(); }
    } else if (event.key === "F2") {
      stop();
      input.setSelectionRange?.(input.value.length, input.value.length);
    } else if ((event.key === "Delete" || event.key === "Backspace") && this.range) {
      stop();
      this.write(this.rangeCells().flat().map((cell) => [cell, ""]));
    } else if (arrows && !command && !event.altKey) {
      const sideways = arrows[0] === 0;
      if (event.shiftKey && (!sideways || whole || this.range)) {
        const head = this.range?.to ?? td, { row, column } = this.place(head);
        const next = this.at(row + arrows[0], column + arrows[1]);
        if (next?.tagName === "TD") { stop(); this.select(this.range?.from ?? td, next); }
      } else if (!event.shiftKey) {
        const atEdge = whole || isSelect || caret === (arrows[1] < 0 ? 0 : input.value.length);
        if (isSelect && !sideways) return;
        if (sideways && !atEdge) return;
        this.select();
        if (this.go(td, ...arrows)) stop();
      }
    }
  }

  // --- paste, copy, undo
  copy(event) {
    if (!this.range) return;
    const rows = this.rangeCells().map((row) => row.map((td) => (this.inputIn(td)?.value ?? td.textContent).trim()));
    event.clipboardData.setData("text/plain", writeRange(rows));
    event.preventDefault();
  }

  paste(event, td) {
    const text = event.clipboardData.getData("text/plain");
    let block = parseRange(text);
    const single = block.length === 1 && block[0].length === 1;
    if (single && !this.range && !/[\t\n\r"]/.test(text)) return; // the browser's own paste, with its own undo
    event.preventDefault();
    let start = td;
    if (this.range) {
      const cells = this.rangeCells();
      start = cells[0][0];
      if (single) block = cells.map((row) => row.map(() => block[0][0]));
    }
    const { row, column } = this.place(start);
    const writes = [], lost = { rows: new Set(), columns: new Set(), first: null };
    block.forEach((line, i) => line.forEach((value, j) => {
      const cell = this.at(row + i, column + j);
      if (cell) writes.push([cell, value]);
      else if (value !== "") {
        (this.visibleRows()[row + i] ? lost.columns.add(j) : lost.rows.add(i));
        lost.first ??= value;
      }
    }));
    this.write(writes, lost);
  }

  /** Writes many cells as one step that Ctrl-Z takes back; locked cells stay as they are. */
  write(writes, lost = null) {
    const step = [], touchedRows = new Set();
    let locked = 0;
    for (const [td, value] of writes) {
      const input = this.inputIn(td);
      if (!input || input.readOnly || input.disabled) {
        if (value !== "" && value !== (input?.value ?? td.textContent).trim()) locked++;
        continue;
      }
      if (input.value === value) continue;
      step.push({ td, before: input.value, after: value });
      input.value = value;
      this.touched(td, false);
      touchedRows.add(td.parentElement);
    }
    if (step.length) this.undo.push(step);
    for (const tr of touchedRows) this.enqueue(tr);
    const notes = [];
    if (step.length) notes.push(fill(this.words.pasted, { n: step.length }));
    if (locked) notes.push(fill(this.words.readonly, { n: locked }));
    if (lost?.first != null) notes.push(fill(this.words.overflow, { rows: lost.rows.size, columns: lost.columns.size, first: lost.first }));
    this.note.textContent = notes.join("　");
    this.note.classList.toggle("is-warning", Boolean(lost?.first != null || locked));
  }

  undoPaste(td) {
    if (this.inputIn(td).value !== this.before && !this.undo[this.undo.length - 1]?.some((change) => change.td === td)) return false;
    const step = this.undo.pop();
    if (!step) return false;
    let count = 0;
    const rows = new Set();
    for (const change of step) {
      const input = this.inputIn(change.td);
      if (input.value !== change.after && this.rows.get(change.td.parentElement).saved.get(change.td.dataset.field) !== input.value) continue;
      input.value = change.before;
      this.touched(change.td, false);
      rows.add(change.td.parentElement);
      count++;
    }
    for (const tr of rows) this.enqueue(tr);
    this.before = this.inputIn(td).value;
    this.note.textContent = fill(this.words.undone, { n: count });
    return true;
  }

  // --- saving
  touched(td, later = true) {
    if (!td) return;
    const row = this.rows.get(td.parentElement), field = td.dataset.field;
    const isDirty = this.inputIn(td).value !== row.saved.get(field);
    row.dirty[isDirty ? "add" : "delete"](field);
    td.classList.toggle("is-dirty", isDirty);
    if (row.state === "conflict") { this.show(); return; }
    row.state = row.dirty.size ? "unsaved" : "saved";
    row.key = null;
    row.tries = 0;
    clearTimeout(row.timer);
    if (later && row.dirty.size) row.timer = setTimeout(() => this.enqueue(row.tr), SETTLE);
    this.tell(row);
    this.show();
  }

  leaveRow(td) {
    const row = td && this.rows.get(td.parentElement);
    if (row?.dirty.size && row.state === "unsaved") this.enqueue(row.tr);
  }

  enqueue(tr) {
    const row = this.rows.get(tr);
    clearTimeout(row.timer);
    if (!row.dirty.size || row.state === "conflict") return;
    this.queue.add(tr);
    this.pump();
  }

  pump() {
    for (const tr of this.queue) {
      if (this.running >= PARALLEL) break;
      const row = this.rows.get(tr);
      if (row.saving) continue;
      this.queue.delete(tr);
      this.running++;
      this.save(row).finally(() => {
        this.running--;
        if (row.dirty.size && row.state === "unsaved") this.queue.add(tr);
        this.pump();
        this.show();
      });
    }
    this.show();
  }

  async save(row) {
    const values = {};
    for (const field of row.dirty) values[field] = this.inputOf(row, field).value;
    row.key ??= newKey();
    row.saving = true;
    row.state = "saving";
    this.tell(row);
    try {
      const response = await fetch(row.tr.dataset.save, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, Accept: "application/json" },
        body: JSON.stringify({ version: row.version, key: row.key, values }),
      });
      const isJson = response.headers.get("Content-Type")?.includes("json");
      if (response.status >= 500) throw new TypeError(String(response.status));
      if (!isJson || response.redirected) this.fail(row, this.words.expired, false);
      else this.answer(row, values, await response.json(), response.ok);
    } catch {
      this.fail(row, this.words.offline, true); // no answer: the same key is sent again
    } finally {
      row.saving = false;
      this.tell(row);
      this.show();
    }
  }

  inputOf(row, field) { return this.inputIn(row.tr.querySelector(`td.cell[data-field="${CSS.escape(field)}"]`)); }

  answer(row, sent, body, ok) {
    if (body.conflict) {
      Object.assign(row, { state: "conflict", theirs: body.conflict });
    } else if (!ok) {
      const { text, field } = body.refusal ?? { text: this.words.expired };
      this.fail(row, text, false);
      if (field) { row.findings = [...row.findings.filter((f) => !f.isRefusal), { field, severity: "hard", text, isRefusal: true }]; this.drawFindings(row); }
    } else {
      row.version = body.version;
      row.key = null;
      row.tries = 0;
      for (const [field, value] of Object.entries(sent)) row.saved.set(field, value);
      this.takeValues(row, body.values ?? {}, sent);
      row.findings = body.findings ?? [];
      row.state = row.dirty.size ? "unsaved" : "saved";
      row.savedAt = body.saved_at ?? clock();
      this.drawFindings(row);
    }
  }

  /** Server text into cells, except where somebody has typed on meanwhile. */
  takeValues(row, values, sent) {
    for (const [field, value] of Object.entries(values)) {
      const input = this.inputOf(row, field);
      if (!input) {
        const td = row.tr.querySelector(`[data-of="${CSS.escape(field)}"]`);
        if (td) td.textContent = value;
        continue;
      }
      const untouched = field in sent ? input.value === sent[field] : !row.dirty.has(field);
      const isHere = document.activeElement === input;
      if (untouched && !isHere) input.value = value;
      row.saved.set(field, untouched && isHere ? input.value : value);
    }
    for (const field of [...row.dirty, ...Object.keys(sent)]) {
      const isDirty = this.inputOf(row, field).value !== row.saved.get(field);
      row.dirty[isDirty ? "add" : "delete"](field);
      this.inputOf(row, field).parentElement.classList.toggle("is-dirty", isDirty);
    }
  }

  fail(row, why, again) {
    row.state = "failed";
    row.why = why;
    if (!again) { row.key = null; return; }
    clearTimeout(row.timer);
    row.timer = setTimeout(() => this.enqueue(row.tr), RETRY[Math.min(row.tries++, RETRY.length - 1)]);
  }
  retryAll() { for (const row of this.rows.values()) if (row.state === "failed") this.enqueue(row.tr); }

  click(event) {
    const choice = event.target.closest("[data-take]");
    if (choice) {
      const row = this.rows.get(choice.closest("tr"));
      row.version = row.theirs.version;
      row.key = null;
      row.state = "unsaved";
      for (const [field, value] of Object.entries(row.theirs.values)) {
        row.saved.set(field, value);
        const input = this.inputOf(row, field);
        if (input && (choice.dataset.take === "theirs" || !row.dirty.has(field))) input.value = value;
      }
      for (const input of row.tr.querySelectorAll("td.cell > :is(input, select)")) this.touched(input.parentElement, false);
      this.enqueue(row.tr);
      this.tell(row);
    }
    const jump = event.target.closest("button.jump");
    if (jump) {
      const [uid, field] = JSON.parse(jump.dataset.to);
      const row = [...this.rows.values()].find((one) => one.tr.dataset.row === uid);
      const input = (field && this.inputOf(row, field)) || row.tr.querySelector("td.cell input");
      input?.scrollIntoView({ block: "center", inline: "nearest" });
      input?.focus();
    }
  }

  // --- telling
  tell(row) {
    const td = row.tr.querySelector("[data-row-state]");
    if (!td) return;
    td.className = `row-state is-${row.state}`;
    const words = { saved: row.savedAt ? fill(this.words.rowSaved, { time: row.savedAt }) : "", saving: this.words.rowSaving, unsaved: this.words.rowUnsaved, failed: fill(this.words.rowFailed, { why: row.why }) };
    if (row.state !== "conflict") { if (td.textContent !== words[row.state]) td.textContent = words[row.state]; return; }
    td.replaceChildren(fill(this.words.conflict, row.theirs), " ");
    for (const side of ["mine", "theirs"]) {
      const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-s", textContent: this.words[side] });
      button.dataset.take = side;
      td.append(button);
    }
    for (const [field, value] of Object.entries(row.theirs.values)) {
      const input = this.inputOf(row, field);
      if (input && input.value !== value) input.title = `${this.words.theirs} ${value}`;
    }
  }

  unsaved() { for (const row of this.rows.values()) if (row.dirty.size || row.saving) return true; return false; }

  show() {
    if (this.pending) return;
    this.pending = requestAnimationFrame(() => {
      this.pending = 0;
      const count = { unsaved: 0, saving: 0, failed: 0, conflict: 0 };
      for (const row of this.rows.values()) if (row.state in count) count[row.state]++;
      const bad = count.failed + count.conflict;
      const badWords = count.failed ? this.words.failed : this.words.conflicts;
      let text = this.lastSaved();
      if (count.saving) text = fill(this.words.saving, { n: count.saving + this.queue.size });
      else if (bad) text = fill(badWords, { n: bad });
      else if (count.unsaved) text = fill(this.words.unsaved, { n: count.unsaved });
      if (this.status.textContent !== text) this.status.textContent = text;
      this.status.classList.toggle("is-unsaved", Boolean(count.unsaved || bad));
    });
  }
  lastSaved() {
    const times = [...this.rows.values()].map((row) => row.savedAt).filter(Boolean).sort();
    return times.length ? fill(this.words.savedAt, { time: times[times.length - 1] }) : this.words.saved;
  }

  // --- findings
  readFindings() {
    const script = this.root.querySelector("[data-sheet-findings]");
    const all = script ? JSON.parse(script.textContent) : {};
    for (const row of this.rows.values()) { row.findings = all[row.tr.dataset.row] ?? []; if (row.findings.length) this.markCells(row); }
    this.drawSide();
  }

  drawFindings(row) {
    this.markCells(row);
    this.sidePending ||= requestAnimationFrame(() => { this.sidePending = 0; this.drawSide(); });
  }

  markCells(row) {
    for (const td of row.tr.querySelectorAll("td.cell")) {
      const found = row.findings.filter((finding) => finding.field === td.dataset.field);
      const hard = found.some((finding) => finding.severity === "hard"), soft = !hard && found.length > 0;
      td.classList.toggle("has-hard", hard);
      td.classList.toggle("has-soft", soft);
      td.querySelector(".finding-mark")?.remove();
      const input = this.inputIn(td), text = found.map((finding) => finding.text).join("\n");
      if (input.title !== text) input.title = text;
      input.toggleAttribute("aria-invalid", hard);
      if (found.length) {
        input.setAttribute("aria-description", text);
        td.append(Object.assign(document.createElement("span"), { className: "finding-mark", textContent: hard ? "■" : "▲", ariaHidden: "true" }));
      } else input.removeAttribute("aria-description");
    }
  }

  drawSide() {
    const list = this.root.querySelector("[data-findings]");
    if (!list) return;
    const lines = [];
    for (const { tr, findings } of this.rows.values()) for (const finding of findings) lines.push({ tr, ...finding });
    lines.sort((a, b) => (a.severity === b.severity ? 0 : a.severity === "hard" ? -1 : 1));
    list.replaceChildren(...lines.map((line) => {
      const li = Object.assign(document.createElement("li"), { className: line.severity });
      const kind = Object.assign(document.createElement("span"), { className: "kind", textContent: `${line.severity === "hard" ? "■" : "▲"} ${list.dataset[line.severity]}` });
      const button = Object.assign(document.createElement("button"), { type: "button", className: "jump", textContent: line.text });
      button.dataset.to = JSON.stringify([line.tr.dataset.row, line.field]);
      const where = Object.assign(document.createElement("span"), { className: "where", textContent: line.tr.querySelector("th")?.textContent.trim() ?? "" });
      button.append(where);
      li.append(kind, button);
      li.finding = line; // for pages that add to a line, such as a box for its explanation
      return li;
    }));
    const hard = lines.filter((line) => line.severity === "hard").length;
    const count = this.root.querySelector("[data-findings-count]");
    if (count) count.textContent = lines.length ? `${hard} / ${lines.length}` : "";
    const none = this.root.querySelector("[data-findings-empty]");
    if (none) none.hidden = lines.length > 0;
    this.root.classList.toggle("has-findings", lines.length > 0);
    this.root.dispatchEvent(new CustomEvent("sheet:findings", { bubbles: true, detail: { hard, all: lines.length } }));
  }
}

for (const root of document.querySelectorAll("[data-sheet]")) root.sheet = new Sheet(root);
