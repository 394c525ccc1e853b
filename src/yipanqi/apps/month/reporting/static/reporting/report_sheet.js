/* What the month's sheet adds to web/sheet.js: a box for each finding that wants a word, an
   offer for the cumulative figure (never written by itself), the person who told the figures.

   tr[data-previous]        last month's cumulative figure in 万元; an empty one means unknown
   [data-telling=NAME]      informant, source, told_at: goes along with every save
   finding.code, .words     see finding_lines in sheet.py                                      */

const SETTLE = 900; // ms without typing before an explanation is saved
const csrf = document.body.dataset.csrf;
const newKey = () => Array.from(crypto.getRandomValues(new Uint8Array(12)), (b) => b.toString(16).padStart(2, "0")).join("");

/** Decimal text → integer in 1/10000; null where it is no number. No floats: money. */
export function scaled(text) {
  const plain = text.normalize("NFKC").replace(/[,\s]/g, "").replace("−", "-");
  const match = /^(-?)(\d*)(?:\.(\d{0,4}))?$/.exec(plain);
  if (!match || !(match[2] || match[3])) return null;
  const whole = BigInt(match[2] || "0") * 10000n + BigInt((match[3] ?? "").padEnd(4, "0"));
  return match[1] ? -whole : whole;
}
export function unscaled(value) {
  const sign = value < 0n ? "-" : "", size = value < 0n ? -value : value;
  const rest = String(size % 10000n).padStart(4, "0").replace(/0+$/, "");
  return `${sign}${size / 10000n}${rest ? `.${rest}` : ""}`;
}

function start(root) {
  const sheet = root.sheet, list = root.querySelector("[data-findings]");
  if (!sheet) return;

  // --- the offer
  const cell = (tr, field) => tr.querySelector(`td.cell[data-field="${field}"]`);
  function offer(tr) {
    const td = cell(tr, "year_to_date"), input = td.querySelector("input");
    td.querySelector(".offer")?.remove();
    if (input.readOnly || input.value !== "" || tr.dataset.previous === undefined) return;
    const now = scaled(cell(tr, "this_month").querySelector("input").value), before = scaled(tr.dataset.previous);
    if (now === null || before === null) return;
    const sum = unscaled(before + now);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "offer", tabIndex: -1, textContent: root.dataset.offer.replace("{n}", sum) });
    button.addEventListener("click", () => {
      input.value = sum;
      input.dispatchEvent(new Event("input", { bubbles: true }));
      input.focus();
    });
    td.append(button);
  }
  root.addEventListener("input", (event) => {
    const td = event.target.closest?.("td.cell");
    if (td && ["this_month", "year_to_date"].includes(td.dataset.field)) offer(td.parentElement);
  });
  // "=" in the empty cell takes the offer without the mouse
  root.addEventListener("keydown", (event) => {
    const td = event.target.closest?.("td.cell");
    const button = event.key === "=" && td?.querySelector(".offer");
    if (button) { event.preventDefault(); button.click(); }
  });

  // --- who told
  for (const told of root.querySelectorAll("[data-telling]")) {
    told.addEventListener("input", () => {
      for (const { tr } of sheet.rows.values()) {
        const address = new URL(tr.dataset.save, location.href);
        address.searchParams.set(told.dataset.telling, told.value);
        tr.dataset.save = address.pathname + address.search;
      }
    });
    told.addEventListener("change", () => sheet.retryAll());
  }

  // --- explanations
  const typed = new Map(); // "uid code" → words not saved yet
  let current = null;
  const id = (line) => `${line.tr.dataset.row} ${line.code}`;

  function decorate() {
    for (const li of list.children) {
      const line = li.finding;
      if (!line || line.isRefusal || line.severity !== "soft") continue;
      const locked = line.tr.querySelector("td.cell input:not([readonly])") === null;
      const words = typed.get(id(line)) ?? line.words ?? "";
      li.classList.toggle("is-explained", Boolean(line.words));
      if (line.words) li.querySelector(".kind").textContent = `● ${root.dataset.explained}`;
      if (locked && !words) continue;
      const box = Object.assign(document.createElement("textarea"), { className: "explain", value: words, rows: 2, maxLength: 300, placeholder: root.dataset.explain, readOnly: locked });
      box.setAttribute("aria-label", `${root.dataset.explain} ${line.text}`);
      box.addEventListener("input", () => {
        typed.set(id(line), box.value);
        clearTimeout(box.timer);
        box.timer = setTimeout(() => explain(line, box.value), SETTLE);
      });
      box.addEventListener("focus", () => { current = id(line); });
      box.addEventListener("blur", () => {
        // a redraw takes the box away too; only going elsewhere ends the writing
        setTimeout(() => { if (document.activeElement !== document.body && !document.activeElement.matches(".explain")) current = null; });
        clearTimeout(box.timer);
        if (typed.has(id(line))) explain(line, box.value);
      });
      li.append(box);
      alike(li, line, locked);
      if (current === id(line)) { box.focus(); box.setSelectionRange(box.value.length, box.value.length); }
    }
  }

  // one word for every row with the same question: each is saved by itself all the same
  function alike(li, line, locked) {
    const open = [...list.children].map((other) => other.finding).filter((other) => other && other.code === line.code && other.tr !== line.tr && !other.words && !typed.has(id(other)));
    if (locked || !line.words || !open.length) return;
    const button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-s alike", textContent: root.dataset.alike.replace("{n}", open.length) });
    button.addEventListener("click", () => {
      for (const other of open) typed.set(id(other), line.words);
      for (const other of open) explain(other, line.words);
    });
    li.append(button);
  }

  async function explain(line, words) {
    const row = sheet.rows.get(line.tr);
    if (row.saving || row.dirty.size) { // one save of a row at a time, figures first
      sheet.enqueue(row.tr);
      setTimeout(() => explain(line, words), 300);
      return;
    }
    if (typed.get(id(line)) !== words) return; // typed on since, or already saved
    row.saving = true;
    row.state = "saving";
    sheet.tell(row);
    try {
      const response = await fetch(row.tr.dataset.save, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf, Accept: "application/json" },
        body: JSON.stringify({ version: row.version, key: newKey(), values: {}, explanations: { [line.code]: words } }),
      });
      if (!response.headers.get("Content-Type")?.includes("json")) throw new TypeError("no answer");
      const body = await response.json();
      if (response.ok && typed.get(id(line)) === words) typed.delete(id(line));
      sheet.answer(row, {}, body, response.ok);
    } catch {
      sheet.fail(row, sheet.words.offline, false);
    } finally {
      row.saving = false;
      sheet.tell(row);
      sheet.show();
    }
  }

  // --- what was sent back: the list above says at once that a field has been changed
  const sentBack = [...document.querySelectorAll("[data-sent-back]")].map((td) => {
    const [uid, field] = td.dataset.sentBack.split(" ");
    const input = cellOf(uid, field);
    return { td, input, before: input?.value, was: !td.querySelector("[data-is=changed]").hidden };
  });
  function cellOf(uid, field) {
    return root.querySelector(`tr[data-row="${uid}"] td.cell[data-field="${field}"] input`);
  }
  function follow() {
    for (const { td, input, before, was } of sentBack) {
      const changed = was || (input && input.value !== before);
      td.querySelector("[data-is=changed]").hidden = !changed;
      td.querySelector("[data-is=same]").hidden = changed;
    }
  }

  root.addEventListener("sheet:findings", () => { decorate(); follow(); });
  for (const { tr } of sheet.rows.values()) offer(tr);
  decorate();
  window.addEventListener("beforeunload", (event) => { if (typed.size) event.preventDefault(); });
}

for (const root of document.querySelectorAll("[data-sheet]")) start(root);
