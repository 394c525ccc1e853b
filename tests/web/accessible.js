/* What a page owes to those who see badly or use no mouse: labels, names, one h1, headings in
order, identifiers once, contrast of 4.5 : 1 (3 : 1 for large type). Returns the faults. */
() => {
  if (!document.doctype) return []; // a part of a page
  const faults = [];
  const shown = (e) => {
    const box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return box.width > 0 && box.height > 0 && style.visibility !== "hidden";
  };
  const words = (e) => (e ? e.textContent.trim() : "");
  const called = (e) => `${e.tagName.toLowerCase()}${e.name ? `[${e.name}]` : ""}.${e.getAttribute("class") || ""}`;
  const byIds = (ids) => (ids || "").split(/\s+/).map((id) => words(id && document.getElementById(id))).join("");
  const ownName = (e) => e.getAttribute("aria-label") || byIds(e.getAttribute("aria-labelledby")) || e.title;
  for (const e of document.querySelectorAll("input:not([type=hidden]), select, textarea")) {
    if (shown(e) && !ownName(e) && ![...(e.labels || [])].some(words)) faults.push(`no label: ${called(e)}`);
  }
  for (const e of document.querySelectorAll("button, a[href], summary")) {
    const pictures = [...e.querySelectorAll("img")].map((i) => i.alt).join("");
    if (shown(e) && !words(e) && !ownName(e) && !pictures) faults.push(`no name: ${called(e)} ${e.getAttribute("href") || ""}`);
  }
  for (const e of document.querySelectorAll("img:not([alt])")) faults.push(`no alt: ${e.src}`);
  const seen = new Set();
  for (const { id } of document.querySelectorAll("[id]")) {
    if (id && seen.has(id)) faults.push(`twice: #${id}`);
    seen.add(id);
  }
  const heads = [...document.querySelectorAll("h1, h2, h3, h4, h5")].filter((h) => h.getClientRects().length && words(h));
  if (heads.filter((h) => h.tagName === "H1").length !== 1) faults.push("not one h1");
  heads.reduce((before, head) => {
    const level = Number(head.tagName[1]);
    if (level > before + 1) faults.push(`h${level} under h${before}: ${words(head).slice(0, 20)}`);
    return level;
  }, 0);

  const pen = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();
  const colour = (text) => {
    if (!known.has(text)) {
      pen.clearRect(0, 0, 1, 1);
      pen.fillStyle = text;
      pen.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = pen.getImageData(0, 0, 1, 1).data;
      known.set(text, [r, g, b, a / 255]);
    }
    return known.get(text);
  };
  const over = (top, under, share) => [0, 1, 2].map((i) => top[i] * share + under[i] * (1 - share));
  const ground = (e) => {
    const layers = [];
    for (let at = e; at; at = at.parentElement) {
      const layer = colour(getComputedStyle(at).backgroundColor);
      if (layer[3] > 0) layers.unshift(layer);
      if (layer[3] === 1) break;
    }
    return layers.reduce((under, layer) => over(layer, under, layer[3]), [255, 255, 255]);
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const judged = new Set();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const e = texts.currentNode.parentElement, text = texts.currentNode.textContent.trim();
    if (!text || judged.has(e) || e.closest("svg, script, style, option, [disabled], [aria-disabled=true]") || !shown(e)) continue;
    judged.add(e);
    const style = getComputedStyle(e);
    let share = 1;
    for (let at = e; at; at = at.parentElement) share *= Number(getComputedStyle(at).opacity);
    const below = ground(e), ink = colour(style.color);
    const [high, low] = [light(over(ink, below, ink[3] * share)), light(below)].sort((a, b) => b - a);
    const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < (isLarge ? 2.99 : 4.49)) faults.push(`contrast ${contrast.toFixed(2)}: ${called(e)} ${text.slice(0, 20)}`);
  }
  return [...new Set(faults)];
}
