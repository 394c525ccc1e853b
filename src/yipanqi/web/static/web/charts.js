/* Charts: ECharts under one theme, drawn from the option JSON beside each figure.

HTML contract (web/parts/chart.html): figure[data-chart=ID][data-title] with .plot and
script#ID[type="application/json"]. A series may carry "role": plan (outline), actual (fill),
pace (thin dark line), forecast (dashed), edge (of a forecast's fan, dotted). "unit" at the top of the option names the unit.
Direct labels stand at the end of lines and on bars; a legend appears only from three series on. */

export const token = (name) => getComputedStyle(document.body).getPropertyValue(name).trim();
const drawn = new Map();
let library;

export function echarts() {
  library ??= new Promise((resolve, reject) => {
    if (window.echarts) { resolve(window.echarts); return; }
    const script = document.createElement("script");
    script.src = document.body.dataset.echarts;
    script.onload = () => resolve(window.echarts);
    script.onerror = reject;
    document.head.append(script);
  });
  return library;
}

export function theme() {
  const ink = token("--ink"), soft = token("--ink-3"), hair = token("--hair");
  const size = parseInt(getComputedStyle(document.body).fontSize, 10) - 2;
  const axis = { axisLine: { lineStyle: { color: token("--hair-strong") } }, axisTick: { show: false }, axisLabel: { color: soft, fontSize: size }, splitLine: { lineStyle: { color: hair } } };
  return {
    color: ["--c1", "--c2", "--c3", "--c4", "--c5"].map(token),
    backgroundColor: "transparent",
    textStyle: { fontFamily: token("--font"), color: ink, fontSize: size },
    categoryAxis: { ...axis, splitLine: { show: false } },
    valueAxis: { ...axis, axisLine: { show: false } },
    timeAxis: { ...axis, splitLine: { show: false } },
    bar: { barMaxWidth: 28 },
    line: { symbolSize: 5, lineStyle: { width: 2 } },
  };
}

const written = (value, unit) => (value == null || Number.isNaN(value) ? "—" : `${Number(value).toLocaleString("zh-CN", { maximumFractionDigits: 2 })}${unit}`);

/** What a role looks like; the page's own option wins. */
function dress(series, unit) {
  const ink = token("--ink");
  const isBar = series.type === "bar";
  const looks = {
    plan: isBar
      ? { itemStyle: { color: "transparent", borderColor: token("--c5"), borderWidth: 1 }, barGap: "-100%", z: 1 }
      : { lineStyle: { color: token("--c5"), width: 1.5 }, itemStyle: { color: token("--c5") }, symbol: "none" },
    actual: { itemStyle: { color: token("--c1") }, z: 2 },
    pace: { lineStyle: { color: ink, width: 1.2 }, itemStyle: { color: ink }, symbol: "none", z: 3 },
    edge: { lineStyle: { type: "dotted", color: token("--c1"), width: 1 }, itemStyle: { color: token("--c1") }, symbol: "none" },
    forecast: { lineStyle: { type: "dashed", color: token("--c1") }, itemStyle: { color: token("--c1") }, symbol: "none" },
  }[series.role] ?? {};
  const label = isBar
    ? { label: { show: true, position: series.role === "plan" ? "top" : "insideBottom", fontSize: 11, color: series.role === "plan" ? token("--ink-3") : token("--on-accent"), formatter: (point) => written(point.value, "") } }
    : { endLabel: { show: series.role !== "edge", formatter: series.role === "pace" || series.role === "plan" ? "{a}" : (point) => `${point.seriesName} ${written(point.value, unit)}`, color: "inherit", fontSize: 11, distance: 4 } };
  return { ...looks, ...label, ...series };
}

/** A bar too low for its label carries it on top. */
function liftLabels(series, highest) {
  if (series.type !== "bar" || series.stack || series.role === "plan" || !Array.isArray(series.data)) return series;
  const onTop = { show: true, position: "top", color: token("--ink") };
  return { ...series, data: series.data.map((value) => (typeof value === "number" && value < highest * 0.12 ? { value, label: onTop } : value)) };
}

/** ECharts hides the label of a line that ends in nothing; the last known point carries it. */
function labelLast(series) {
  if (series.type !== "line" || !Array.isArray(series.data) || series.data[series.data.length - 1] != null) return series;
  let last = series.data.length - 1; // findLastIndex is younger than the browsers in offices
  while (last >= 0 && series.data[last] == null) last -= 1;
  if (last < 0) return series;
  const data = [...series.data];
  data[last] = { value: data[last], label: { show: true, position: "top", formatter: series.endLabel?.formatter, color: "inherit", fontSize: 11 } };
  return { ...series, data, endLabel: { show: false } };
}

/** Names at the ends of lines that end close together are lifted apart, upwards: below is the axis. */
function spreadEnds(series, highest, height) {
  const at = (one) => Math.max(0, (one.data[one.data.length - 1] / (highest * 1.1 || 1)) * (height - 70));
  const ends = series.filter((one) => one.type === "line" && one.endLabel?.show && typeof one.data?.[one.data.length - 1] === "number").sort((a, b) => at(a) - at(b));
  let below = -Infinity;
  for (const one of ends) {
    const place = Math.max(at(one), below + 14);
    below = place;
    one.endLabel = { ...one.endLabel, offset: [0, at(one) - place] };
  }
  return series;
}

function finish(option, height = 320) {
  const { unit = "", ...rest } = option;
  const numbers = (rest.series ?? []).flatMap((one) => (Array.isArray(one.data) ? one.data : [])).filter(Number.isFinite);
  const highest = Math.max(0, ...numbers);
  const series = spreadEnds((rest.series ?? []).map((one) => liftLabels(labelLast(dress(one, unit)), highest)), highest, height);
  for (const axis of [rest.xAxis, rest.yAxis].flat()) {
    if (axis?.type === "category" && axis.data?.length <= 8) axis.axisLabel = { interval: 0, hideOverlap: false, ...axis.axisLabel };
  }
  const lines = series.some((one) => one.type === "line" && one.endLabel?.show);
  const many = series.length > 2 && !lines;
  return {
    animation: false,
    aria: { enabled: true },
    grid: { left: 4, right: lines ? 84 : 8, top: many ? 32 : 20, bottom: 4, containLabel: true },
    tooltip: { trigger: series[0]?.type === "pie" ? "item" : "axis", renderMode: "richText", confine: true, backgroundColor: token("--ink"), borderWidth: 0, padding: [6, 10], textStyle: { color: token("--surface"), fontSize: 12 }, valueFormatter: (value) => written(Array.isArray(value) ? value[value.length - 1] : value, unit) },
    ...(many ? { legend: { top: 0, right: 0, itemWidth: 14, itemHeight: 8, textStyle: { color: token("--ink-2") } } } : {}),
    ...rest,
    series,
  };
}

async function draw(figure) {
  const library = await echarts();
  const plot = figure.querySelector(".plot");
  const option = JSON.parse(document.getElementById(figure.dataset.chart).textContent);
  drawn.get(figure)?.chart.dispose();
  const chart = library.init(plot, theme(), { renderer: "svg" });
  chart.setOption(finish(option, plot.clientHeight));
  drawn.set(figure, { chart, option });
  chart.on("click", (point) => { if (point.data?.href) location.href = point.data.href; });
}

function save(name, blob) {
  const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}

async function picture(figure) {
  const library = await echarts();
  const plot = figure.querySelector(".plot");
  const stand = document.createElement("div");
  const chart = library.init(stand, theme(), { renderer: "canvas", width: plot.clientWidth, height: plot.clientHeight + 44, devicePixelRatio: 2 });
  const option = finish(drawn.get(figure).option);
  const note = figure.querySelector("figcaption span").textContent;
  chart.setOption({ ...option, backgroundColor: token("--surface"), title: { text: figure.dataset.title, left: 8, top: 4, textStyle: { fontSize: 14 } }, grid: { ...option.grid, top: 44, bottom: 28 }, graphic: { type: "text", left: 8, bottom: 4, style: { text: note, fill: token("--ink-3"), fontSize: 11 } } });
  chart.getZr().flush();
  stand.querySelector("canvas").toBlob((blob) => { save(`${figure.dataset.title}.png`, blob); chart.dispose(); });
}

/** The series as CSV that Excel and WPS open; a cell never starts a formula. */
function figures(figure) {
  const { option } = drawn.get(figure);
  const axis = [option.xAxis, option.yAxis].flat().find((one) => one?.data);
  const safe = (value) => {
    const text = String(value ?? "");
    const guarded = /^[=+@\t\r]|^-(?![\d.]+$)/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
  };
  const value = (point) => (point !== null && typeof point === "object" ? point.value : point);
  const head = ["", ...option.series.map((one) => (option.unit ? `${one.name}（${option.unit}）` : one.name))];
  const names = axis?.data ?? option.series[0].data.map((point) => point.name);
  const rows = names.map((name, i) => [name, ...option.series.map((one) => value(one.data[i]))]);
  save(`${figure.dataset.title}.csv`, new Blob(["\ufeff", [head, ...rows].map((row) => row.map(safe).join(",")).join("\r\n")], { type: "text/csv" }));
}

document.addEventListener("click", (event) => {
  const figure = event.target.closest?.("figure[data-chart]");
  if (!figure) return;
  if (event.target.closest("[data-chart-picture]")) picture(figure);
  if (event.target.closest("[data-chart-table]")) figures(figure);
});
let settling;
window.addEventListener("resize", () => {
  clearTimeout(settling);
  settling = setTimeout(() => {
    for (const [figure, { chart }] of drawn) {
      if (figure.isConnected) chart.resize();
      else { chart.dispose(); drawn.delete(figure); }
    }
  }, 100);
});

export function start(root = document) {
  for (const figure of root.querySelectorAll("figure[data-chart]")) draw(figure);
}
