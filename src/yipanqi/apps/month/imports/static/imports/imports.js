// Comfort for the import pages; every form works without it.
const area = document.querySelector("[data-drop]");
if (area) {
  const input = area.querySelector("input[type=file]");
  const words = area.querySelector("[data-chosen]");
  const show = () => {
    const file = input.files[0];
    words.textContent = file ? file.name : words.dataset.empty;
    area.classList.toggle("has-file", Boolean(file));
  };
  input.addEventListener("change", show);
  for (const type of ["dragenter", "dragover"]) {
    area.addEventListener(type, (event) => {
      event.preventDefault();
      area.classList.add("is-over");
    });
  }
  for (const type of ["dragleave", "drop"]) {
    area.addEventListener(type, (event) => {
      event.preventDefault();
      area.classList.remove("is-over");
    });
  }
  area.addEventListener("drop", (event) => {
    if (event.dataTransfer.files.length !== 1) return;
    input.files = event.dataTransfer.files;
    show();
  });
  // a file dropped beside the area must not replace the page
  for (const type of ["dragover", "drop"]) window.addEventListener(type, (event) => event.preventDefault());
  show();
  area.closest("form").addEventListener("submit", (event) => {
    const button = event.target.querySelector("[data-busy]");
    button.textContent = button.dataset.busy;
    button.disabled = true;
  });
}

// The unit of money is asked only where a column holds money.
const isMoney = (select) => Boolean(select.selectedOptions[0]?.hasAttribute("data-money"));
for (const row of document.querySelectorAll("[data-column]")) {
  const [field, unit] = [row.querySelector("[data-field]"), row.querySelector("[data-unit]")];
  const follow = () => {
    unit.hidden = !isMoney(field);
    row.classList.toggle("is-open", isMoney(field) && unit.value === "");
  };
  const asked = row.classList.contains("is-open");
  unit.hidden = !isMoney(field) && !(asked && field.value === "");
  field.addEventListener("change", follow);
  unit.addEventListener("change", follow);
  unit.addEventListener("change", () => sameUnit(row, unit.value));
}

// A table has one unit as a rule: what is chosen in one column stands in the others that have none.
function sameUnit(row, value) {
  if (!value) return;
  for (const other of row.closest("table").querySelectorAll("[data-column]")) {
    const unit = other.querySelector("[data-unit]");
    if (other === row || unit.hidden || unit.value) continue;
    unit.value = value;
    other.classList.add("is-filled");
    other.classList.toggle("is-open", other.querySelector("[data-field]").value === "");
  }
}

// One tick for all rows that need a decision.
document.querySelector("[data-all]")?.addEventListener("change", (event) => {
  for (const tick of event.target.closest("table").querySelectorAll("tbody input[name=exclude]")) tick.checked = event.target.checked;
});
