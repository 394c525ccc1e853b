/* Where no outline of the towns is loaded: a district is divided among its towns, every place to
   the town whose projects' middle is nearest. A drawing of ours for colouring, no border of
   anything; the page says so under the map.

divide(feature, sites) with sites [{at: [longitude, latitude], …}] → one ring list per site. */

const NARROW = 0.866; // a degree of longitude beside one of latitude, at 30° north

/** Of closed rings, what lies where ``f`` is not below nothing; ``f`` is linear, ``along`` the place
    on the line where it is nothing. */
function kept(rings, f, along) {
  const whole = [], chains = [];
  for (const ring of rings) {
    const sides = ring.map((p) => f(p) >= 0);
    if (sides.every((side) => side)) { whole.push(ring); continue; }
    const first = sides.findIndex((side, i) => side && !sides[(i || ring.length) - 1]);
    if (first < 0) continue;
    let chain = null;
    for (let step = 0; step <= ring.length; step++) {
      const i = (first + step) % ring.length, before = (i || ring.length) - 1;
      if (sides[i] && !sides[before] && step < ring.length) chain = [crossing(ring[before], ring[i], f)];
      if (sides[i] && chain) chain.push(ring[i]);
      if (!sides[i] && sides[before] && chain) { chain.push(crossing(ring[before], ring[i], f)); chains.push(chain); chain = null; }
    }
  }
  return [...whole, ...joined(chains, along)];
}
function crossing(p, q, f) {
  const share = f(p) / (f(p) - f(q));
  return [p[0] + (q[0] - p[0]) * share, p[1] + (q[1] - p[1]) * share];
}
/** Between the first and second crossing of a line with an outline lies the inside, between the
    third and fourth, and so on: there the cut pieces are closed. */
function joined(chains, along) {
  const ends = chains.flatMap((chain) => [{ chain, at: along(chain[0]), starts: true }, { chain, at: along(chain[chain.length - 1]), starts: false }]);
  ends.sort((a, b) => a.at - b.at);
  const next = new Map();
  for (let i = 0; i + 1 < ends.length; i += 2) {
    const [one, other] = ends[i].starts ? [ends[i + 1], ends[i]] : [ends[i], ends[i + 1]];
    next.set(one.chain, one.starts || !other.starts ? one.chain : other.chain);
  }
  const rings = [], done = new Set();
  for (const begin of chains) {
    const ring = [];
    for (let chain = begin; chain && !done.has(chain); chain = next.get(chain)) { done.add(chain); ring.push(...chain); }
    if (ring.length > 2) rings.push(ring);
  }
  return rings;
}

export function divide(feature, sites) {
  const outer = feature.geometry.type === "Polygon" ? [feature.geometry.coordinates[0]] : feature.geometry.coordinates.map((polygon) => polygon[0]);
  const open = outer.map((ring) => ring.slice(0, -1).map(([x, y]) => [x * NARROW, y]));
  const places = sites.map(({ at }) => [at[0] * NARROW, at[1]]);
  return places.map((own) => {
    let rings = open;
    for (const other of places) {
      const [dx, dy] = [own[0] - other[0], own[1] - other[1]];
      if (Math.abs(dx) + Math.abs(dy) < 1e-9) continue;
      const middle = [(own[0] + other[0]) / 2, (own[1] + other[1]) / 2];
      rings = kept(rings, (p) => dx * (p[0] - middle[0]) + dy * (p[1] - middle[1]), (p) => dx * p[1] - dy * p[0]);
    }
    return rings.map((ring) => [...ring, ring[0]].map(([x, y]) => [x / NARROW, y]));
  });
}
