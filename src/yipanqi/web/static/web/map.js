/* 一张图: districts coloured by pace or by red lights, projects as points that gather into
   clusters. Nothing is fetched but this city's own outline; without one, points stand on a
   plain grid of degrees.

HTML contract: .city-map[data-map=ID][data-outline=ADDRESS or ""][data-record=/projects/0/]
[data-district=ADDRESS with unit=UID] with script#ID[type="application/json"] (map_data.drawing). */

import { echarts, theme, token } from "./charts.js";
import { divide } from "./divide.js";

const CELL = 52; // pixels within which points gather
const SYMBOLS = ["circle", "emptyCircle", "triangle", "rect"]; // green, grey, yellow, red
const COLOURS = ["--green", "--grey", "--yellow-mark", "--red"];
const PACE_STEPS = [-20, -10, 0, 10]; // percentage points
const RED_STEPS = [5, 10, 20, 30]; // percent of projects

const hex = (text) => [1, 3, 5].map((at) => parseInt(text.slice(at, at + 2), 16));
function full(name) {
  const text = token(name);
  return text.length === 4 ? `#${[...text.slice(1)].map((c) => c + c).join("")}` : text;
}
function mix(one, other, share) {
  const [a, b] = [hex(one), hex(other)];
  return `rgb(${a.map((part, i) => Math.trunc(part * share + b[i] * (1 - share))).join(",")})`;
}

/** Five steps from the worst to the best, for pace; from none to many, for red lights. */
function palette(colour) {
  const ground = full("--sunken");
  if (colour === "light") return [0.06, 0.18, 0.34, 0.54, 0.78].map((share) => mix(full("--red"), ground, share));
  const [behind, ahead] = [full("--c2"), full("--c1")];
  return [mix(behind, ground, 0.8), mix(behind, ground, 0.5), mix(behind, ground, 0.22), mix(ahead, ground, 0.26), mix(ahead, ground, 0.6)];
}
function step(drawing, district) {
  const value = drawing.colour === "light" ? district?.red : district?.gap;
  if (value == null) return -1;
  const steps = drawing.colour === "light" ? RED_STEPS : PACE_STEPS;
  return steps.filter((edge) => value >= edge).length;
}
const signed = (value) => (value == null ? "—" : `${value > 0 ? "+" : value < 0 ? "−" : ""}${Math.abs(value)}`);

/** The inside point furthest from the border and from the projects, roughly: a C-shaped
    district keeps its name, and no mark covers it. */
function labelPoint(feature, points) {
  const largest = feature.geometry.coordinates.map((polygon) => polygon[0]).sort((a, b) => span(b) - span(a))[0];
  const xs = largest.map((p) => p[0]), ys = largest.map((p) => p[1]);
  const [west, east, south, north] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  let best = [(west + east) / 2, (south + north) / 2], far = -1;
  for (let i = 1; i < 24; i++) for (let j = 1; j < 24; j++) {
    const x = west + ((east - west) * i) / 24, y = south + ((north - south) * j) / 24;
    if (!inside(x, y, largest)) continue;
    const off = (p) => (p[0] - x) ** 2 * 0.75 + (p[1] - y) ** 2;
    const near = Math.min(...largest.map(off), ...points.map((p) => off(p) * 2));
    if (near > far) { far = near; best = [x, y]; }
  }
  return best;
}
function span(ring) {
  const xs = ring.map((p) => p[0]), ys = ring.map((p) => p[1]);
  return (Math.max(...xs) - Math.min(...xs)) * (Math.max(...ys) - Math.min(...ys));
}
function inside(x, y, ring) {
  let odd = false;
  for (let i = 0, j = ring.length - 1; i < ring.length; j = i++) {
    const [x1, y1] = ring[i], [x2, y2] = ring[j];
    if ((y1 > y) !== (y2 > y) && x < ((x2 - x1) * (y - y1)) / (y2 - y1) + x1) odd = !odd;
  }
  return odd;
}

function regions(drawing, shapes) {
  const colours = palette(drawing.colour);
  return shapes.features.map((feature) => {
    const district = areaOf(drawing, feature.properties);
    const at = step(drawing, district);
    const plain = drawing.by === "town" && !isTown(feature); // no project of a town lies in it
    const area = plain ? full("--sunken") : at < 0 ? full("--sunken") : colours[at];
    return {
      name: feature.properties.name,
      itemStyle: { areaColor: area },
      label: { show: !feature.properties.area, formatter: plain ? feature.properties.name : `${feature.properties.name}\n{f|${figureOf(drawing, district)}}` },
      district,
    };
  });
}
const isTown = (feature) => feature.properties.code.length > 6 || Boolean(feature.properties.area);
/** A town is found by its name inside its district: the ledger has no codes of towns. */
function areaOf(drawing, { code, name, area }) {
  if (area) return area;
  if (code.length === 6) return drawing.districts.find((one) => one.code === code);
  return drawing.towns.find((one) => code.startsWith(one.district) && name.startsWith(one.name));
}
function figureOf(drawing, area) {
  if (drawing.colour === "light") return area?.red == null ? "" : `${drawing.words.red} ${area.red}%`;
  return signed(area?.gap);
}
/** Where no outline of the towns is loaded: each district divided among the towns that have
    projects in it. What a district counts itself is no town and stays a mark. */
const isDistrict = (drawing, area) => drawing.districts.some((one) => one.uid === area.uid);
function divided(drawing, districts) {
  return districts.flatMap((district) => {
    const sites = drawing.towns.filter((one) => one.middle && one.district === district.properties.code && !isDistrict(drawing, one)).map((area) => ({ area, at: area.middle }));
    if (!sites.length) return [district];
    const pieces = divide(district, sites);
    return sites.map(({ area }, at) => ({
      type: "Feature",
      properties: { name: area.uid, code: area.code || area.district, area },
      geometry: { type: "MultiPolygon", coordinates: pieces[at].map((ring) => [ring]) },
    })).filter((feature) => feature.geometry.coordinates.length);
  });
}
function townNames(drawing, shapes) {
  const text = (size) => ({ show: true, position: "inside", color: full("--ink"), fontSize: size * scale(), textBorderColor: full("--surface"), textBorderWidth: 2 });
  const colours = palette(drawing.colour);
  const towns = shapes.features.filter((feature) => feature.properties.area).map(({ properties: { area, cp } }) => ({
    value: cp, area, symbol: "circle", symbolSize: 2, itemStyle: { color: "transparent" }, label: { ...text(11), formatter: `${area.name}\n${figureOf(drawing, area)}` },
  }));
  const own = drawing.towns.filter((one) => one.middle && isDistrict(drawing, one)).map((area) => ({
    value: area.middle, area, symbol: "diamond", symbolSize: 22 * scale(), itemStyle: { color: colours[step(drawing, area)] ?? full("--surface"), borderColor: full("--ink-2"), borderWidth: 1 },
    label: { ...text(11), position: "bottom", distance: 1, fontWeight: 600, formatter: `${drawing.words.own.replace("NAME", area.name)} ${figureOf(drawing, area)}` },
  }));
  return [...own, ...towns.sort((a, b) => b.area.projects - a.area.projects)];
}
const borders = (districts) => ({
  type: "lines", coordinateSystem: "geo", geoIndex: 0, polyline: true, silent: true, z: 4, lineStyle: { color: full("--ink-3"), width: 1.2, opacity: 1 },
  data: districts.flatMap(({ geometry }) => geometry.coordinates.map((polygon) => ({ coords: geometry.type === "Polygon" ? polygon : polygon[0] }))),
});

const scale = () => Math.min(1.3, parseInt(getComputedStyle(document.body).fontSize, 10) / 14);
const radius = (count) => (count === 1 ? 6 : Math.min(22, 9 + Math.sqrt(count) * 1.5)) * scale();

/** Points in the same cell of the screen become one mark, and marks that would overlap become
    one; a point alone keeps its light. */
function clusters(chart, drawing, finder) {
  const cells = new Map();
  for (const point of drawing.points) {
    const pixel = chart.convertToPixel(finder, [point[0], point[1]]);
    if (!pixel) continue;
    const size = CELL * scale();
    const key = `${Math.floor(pixel[0] / size)}:${Math.floor(pixel[1] / size)}`;
    const cell = cells.get(key);
    if (cell) { cell.points.push(point); cell.at[0] += pixel[0]; cell.at[1] += pixel[1]; } else cells.set(key, { points: [point], at: [...pixel] });
  }
  return merged([...cells.values()]).map(({ points }) => (points.length === 1 ? single(points[0]) : gathered(points)));
}
function merged(marks) {
  const middle = (mark) => mark.at.map((sum) => sum / mark.points.length);
  const kept = [];
  for (const mark of marks.sort((a, b) => b.points.length - a.points.length)) {
    const [x, y] = middle(mark);
    const near = kept.find((other) => {
      const [ox, oy] = middle(other);
      return Math.hypot(ox - x, oy - y) < (radius(other.points.length) + radius(mark.points.length)) * 0.95;
    });
    if (!near) { kept.push(mark); continue; }
    near.points.push(...mark.points);
    near.at[0] += mark.at[0];
    near.at[1] += mark.at[1];
  }
  return kept;
}
function single(point) {
  const [x, y, light, uid, name, unit] = point;
  return {
    value: [x, y], uid, name, unit, light,
    symbol: SYMBOLS[light], symbolSize: (light === 2 ? 12 : 10) * scale(),
    itemStyle: { color: full(COLOURS[light]), borderColor: light === 1 ? full("--grey") : full("--surface"), borderWidth: 1 },
    label: { show: false },
  };
}
function gathered(points) {
  const mean = [0, 1].map((at) => points.reduce((sum, point) => sum + point[at], 0) / points.length);
  const counts = [0, 0, 0, 0];
  for (const point of points) counts[point[2]] += 1;
  return {
    value: mean, counts, count: points.length, symbol: "circle", symbolSize: radius(points.length) * 2,
    itemStyle: { color: full("--surface"), borderColor: counts[3] ? full("--red") : counts[2] ? full("--yellow-mark") : full("--ink-2"), borderWidth: 2, opacity: 0.94 },
    label: { show: true, formatter: String(points.length), color: full("--ink"), fontSize: 12 * scale(), fontWeight: 600 },
  };
}

function tip(drawing, hovered) {
  const data = hovered.data;
  const area = hovered.componentType === "geo" ? hovered.region?.district : data?.area;
  if (hovered.componentType === "geo" && !area) return hovered.name;
  if (area) {
    const district = area;
    const lights = drawing.lights.map(([, word], at) => `${word} ${district.counts[at]}`).join("　");
    return `${district.name}　${district.projects} ${drawing.words.projects}\n${drawing.words.gap} ${signed(district.gap)} ${drawing.words.points}\n${lights}`;
  }
  if (!data) return "";
  if (data.counts) return `${data.count} ${drawing.words.projects}\n${drawing.lights.map(([, word], at) => `${word} ${data.counts[at]}`).join("　")}`;
  return `${data.name}\n${data.unit}　${drawing.lights[data.light][1]}`;
}

function option(drawing, shapes) {
  const text = { fontFamily: token("--font"), color: full("--ink"), fontSize: parseInt(getComputedStyle(document.body).fontSize, 10) - 1 };
  const common = {
    animation: false,
    tooltip: { trigger: "item", renderMode: "richText", confine: true, backgroundColor: full("--ink"), borderWidth: 0, padding: [6, 10], textStyle: { color: full("--surface"), fontSize: 12 } },
    aria: { enabled: true },
  };
  if (!shapes) {
    const degrees = { type: "value", scale: true, axisLabel: { formatter: "{value}°" } };
    return {
      ...common,
      grid: { left: 8, right: 8, top: 8, bottom: 8, containLabel: true },
      xAxis: degrees, yAxis: degrees,
      dataZoom: [{ type: "inside", xAxisIndex: 0 }, { type: "inside", yAxisIndex: 0 }],
      series: [{ type: "scatter", data: [] }],
    };
  }
  return {
    ...common,
    geo: {
      map: "city", roam: true, scaleLimit: { min: 0.8, max: 40 }, aspectScale: 0.86, layoutCenter: ["50%", "50%"], layoutSize: "96%", selectedMode: false,
      itemStyle: { borderColor: full("--surface"), borderWidth: 1.5, areaColor: full("--sunken") },
      label: { ...text, textBorderColor: full("--surface"), textBorderWidth: 3, rich: { f: { ...text, fontWeight: 600, textBorderColor: full("--surface"), textBorderWidth: 3, align: "center" } } },
      emphasis: { itemStyle: { areaColor: full("--accent-weak") }, label: { color: full("--ink") } },
      regions: regions(drawing, shapes),
    },
    series: [{ type: "scatter", coordinateSystem: "geo", geoIndex: 0, data: [], z: 5, labelLayout: { hideOverlap: true } }],
  };
}

async function shapesOf(place, drawing) {
  const points = drawing.points;
  if (!place.dataset.outline) return null;
  const answer = await fetch(place.dataset.outline, { credentials: "same-origin" });
  const shapes = answer.ok ? await answer.json() : { features: [] };
  if (!shapes.features.length) return null;
  const towns = shapes.features.filter(isTown);
  const districts = shapes.features.filter((feature) => !isTown(feature));
  shapes.features = (drawing.by === "town" && towns.length) || !districts.length ? towns : districts;
  if (drawing.by === "town" && !towns.length) {
    shapes.features = divided(drawing, districts);
    shapes.divided = districts;
  }
  const some = points.filter((_, at) => at % Math.ceil(points.length / 800) === 0);
  for (const feature of shapes.features) feature.properties.cp = labelPoint(feature, some);
  return shapes;
}

async function draw(place) {
  const drawing = JSON.parse(document.getElementById(place.dataset.map).textContent);
  const [library, shapes] = await Promise.all([echarts(), shapesOf(place, drawing)]);
  if (shapes) library.registerMap("city", shapes);
  const chart = library.init(place, theme(), { renderer: "canvas" });
  const made = option(drawing, shapes);
  const regionOf = new Map((made.geo?.regions ?? []).map((region) => [region.name, region]));
  made.tooltip.formatter = (hovered) => tip(drawing, { ...hovered, region: regionOf.get(hovered.name) });
  if (!shapes) made.series[0].data = drawing.points.map((point) => [point[0], point[1]]);
  const marks = shapes?.divided ? townNames(drawing, shapes) : null;
  if (marks) made.series.push(borders(shapes.divided));
  chart.setOption(made);
  const finder = shapes ? { geoIndex: 0 } : { gridIndex: 0 };
  const gather = () => chart.setOption({ series: [{ data: marks ?? clusters(chart, drawing, finder) }] });
  let waiting;
  const soon = () => { clearTimeout(waiting); waiting = setTimeout(gather, 60); };
  gather();
  chart.on(shapes ? "georoam" : "datazoom", soon);
  chart.on("click", (hit) => {
    if (hit.componentType === "geo") {
      const district = regionOf.get(hit.name)?.district;
      if (district && place.dataset.district) location.href = place.dataset.district.replace("UNIT", district.uid);
    } else if (hit.data?.area) {
      if (place.dataset.district) location.href = place.dataset.district.replace("UNIT", hit.data.area.uid);
    } else if (hit.data?.uid) location.href = place.dataset.record.replace("PROJECT", hit.data.uid);
    else if (hit.data?.counts && shapes) {
      const zoom = chart.getOption().geo[0].zoom ?? 1;
      chart.setOption({ geo: { center: hit.data.value, zoom: zoom * 2.2, layoutCenter: null, layoutSize: null } });
      soon();
    }
  });
  place.dataset.ready = "1";
  window.addEventListener("resize", () => { chart.resize(); soon(); });
  paint(place.closest("[data-map-page]") ?? document, drawing);
}

/** The legend's squares, in the very colours of the map. */
function paint(page, drawing) {
  const colours = palette(drawing.colour);
  for (const square of page.querySelectorAll("[data-step] rect")) square.setAttribute("fill", colours[Number(square.closest("[data-step]").dataset.step)]);
}

for (const place of document.querySelectorAll(".city-map")) draw(place);
