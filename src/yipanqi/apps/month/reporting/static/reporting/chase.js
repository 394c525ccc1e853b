// Copy a text for a work group. Works on a plain http address, and without any network.
const byHand = (area) => {
  area.hidden = false;
  area.focus();
  area.select();
  return document.execCommand("copy");
};
for (const button of document.querySelectorAll("[data-copy]")) {
  const area = document.getElementById(button.dataset.copy);
  button.addEventListener("click", async () => {
    let done = false;
    try {
      await navigator.clipboard.writeText(area.value);
      done = true;
    } catch {
      done = byHand(area);
    }
    if (!done) return;
    button.textContent = button.dataset.done;
    setTimeout(() => {
      button.textContent = button.dataset.label;
    }, 2500);
  });
}
