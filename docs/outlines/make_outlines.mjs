// Writes core/src/documents/figure/outlines.txt, the outlines of the states that the maps draw.
//
//     npm pack us-atlas@3.0.1 && tar -xzf us-atlas-3.0.1.tgz
//     node docs/outlines/make_outlines.mjs package/states-10m.json
//
// us-atlas 3.0.1 (ISC licence) is made from the 2017 cartographic boundaries of the U.S. Census Bureau, which
// are in the public domain. Its arcs are simplified already and each border between two states is one arc, so
// neighbours share every vertex of it; they are copied as they are, on the grid on which they stand.
import { readFileSync, writeFileSync } from "node:fs";

const topology = JSON.parse(readFileSync(process.argv[2], "utf8"));
const target = new URL("../../core/src/documents/figure/outlines.txt", import.meta.url);

const CODES = {
  "01": "AL", "02": "AK", "04": "AZ", "05": "AR", "06": "CA", "08": "CO", "09": "CT", 10: "DE", 11: "DC",
  12: "FL", 13: "GA", 15: "HI", 16: "ID", 17: "IL", 18: "IN", 19: "IA", 20: "KS", 21: "KY", 22: "LA",
  23: "ME", 24: "MD", 25: "MA", 26: "MI", 27: "MN", 28: "MS", 29: "MO", 30: "MT", 31: "NE", 32: "NV",
  33: "NH", 34: "NJ", 35: "NM", 36: "NY", 37: "NC", 38: "ND", 39: "OH", 40: "OK", 41: "OR", 42: "PA",
  44: "RI", 45: "SC", 46: "SD", 47: "TN", 48: "TX", 49: "UT", 50: "VT", 51: "VA", 53: "WA", 54: "WV",
  55: "WI", 56: "WY", 60: "AS", 66: "GU", 69: "MP", 72: "PR", 78: "VI",
};

// grid vertices, as whole numbers
const arcs = topology.arcs.map((deltas) => {
  let x = 0, y = 0;
  const points = deltas.map(([dx, dy]) => [(x += dx), (y += dy)]);
  return points.filter(([px, py], i) => i === 0 || px !== points[i - 1][0] || py !== points[i - 1][1]);
});

// Zigzag, then five bits to a character with a sixth that says "more follows": the Google polyline code, but
// from "0" on, so that no backslash or quotation mark is in it.
function encode(points) {
  let text = "", previous = [0, 0];
  for (const point of points) {
    for (const axis of [0, 1]) {
      const delta = point[axis] - previous[axis];
      let rest = delta < 0 ? -2 * delta - 1 : 2 * delta;
      for (; rest >= 32; rest = Math.floor(rest / 32)) text += character(32 + (rest % 32));
      text += character(rest);
    }
    previous = point;
  }
  return text;
}

// "0".."[", then "]".."p": 64 characters without the backslash
function character(value) {
  return String.fromCharCode(48 + value + (value >= 44 ? 1 : 0));
}

const ring = (list) =>
  list.flatMap((i) => {
    const points = i < 0 ? [...arcs[~i]].reverse() : arcs[i];
    return points.slice(1);
  });

const [stepX, stepY] = topology.transform.scale;
const [west, south] = topology.transform.translate;
const degrees = ([x, y]) => [west + x * stepX, south + y * stepY];

function area(points) {
  let sum = 0;
  points.forEach(([x, y], i) => {
    const [nextX, nextY] = points[(i + 1) % points.length];
    sum += x * nextY - nextX * y;
  });
  return Math.abs(sum / 2);
}

// The place for the abbreviation: within the largest part, as far from its border as a grid of tries finds.
function centre(rings) {
  const points = rings.map(ring).sort((a, b) => area(b) - area(a))[0].map(degrees);
  const narrow = Math.cos((points[0][1] * Math.PI) / 180);
  const flat = points.map(([x, y]) => [x * narrow, y]);
  const xs = flat.map(([x]) => x), ys = flat.map(([, y]) => y);
  let box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)], best;
  for (let round = 0; round < 4; round++) {
    best = { distance: -Infinity };
    for (let i = 0.5; i < 24; i++) {
      for (let j = 0.5; j < 24; j++) {
        const place = [box[0] + ((box[2] - box[0]) * i) / 24, box[1] + ((box[3] - box[1]) * j) / 24];
        const distance = depth(place, flat);
        if (distance > best.distance) best = { distance, place };
      }
    }
    const [w, h] = [(box[2] - box[0]) / 8, (box[3] - box[1]) / 8], [x, y] = best.place;
    box = [x - w, y - h, x + w, y + h];
  }
  return [best.place[0] / narrow, best.place[1]];
}

function depth([x, y], points) {
  let inside = false, nearest = Infinity;
  points.forEach(([ax, ay], i) => {
    const [bx, by] = points[(i + 1) % points.length];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    const length = (bx - ax) ** 2 + (by - ay) ** 2;
    const t = length ? Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / length)) : 0;
    // borders between 2 states run east and west mostly; a word is wider than high
    nearest = Math.min(nearest, Math.hypot((x - ax - t * (bx - ax)) / 1.3, y - ay - t * (by - ay)));
  });
  return inside ? nearest : -nearest;
}

const lines = [
  "# Outlines of the states, made by docs/outlines/make_outlines.mjs. Not to be edited.",
  "# Source: us-atlas 3.0.1, states-10m.json, from the U.S. Census Bureau's cartographic boundaries, 2017.",
  "#",
  "# Copyright 2013-2019 Michael Bostock",
  "#",
  "# Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is",
  "# hereby granted, provided that the above copyright notice and this permission notice appear in all copies.",
  "#",
  '# THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE',
  "# INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR",
  "# ANY SPECIAL, DIRECT, INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF",
  "# USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF",
  "# OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS SOFTWARE.",
  "#",
  "# grid: west, south, step east, step north, in degrees",
  "# arc: west, south, east, north on the grid; its vertices",
  "# state: abbreviation; east and north of its name; its rings, of arcs; -1 is arc 0 backwards",
  `grid ${west} ${south} ${stepX} ${stepY}`,
];
for (const points of arcs) {
  const xs = points.map(([x]) => x), ys = points.map(([, y]) => y);
  lines.push(`arc ${Math.min(...xs)} ${Math.min(...ys)} ${Math.max(...xs)} ${Math.max(...ys)} ${encode(points)}`);
}
const states = topology.objects.states.geometries.map(({ id, type, arcs: shape }) => {
  const parts = type === "Polygon" ? [shape] : shape;
  if (parts.some((part) => part.length !== 1)) console.warn(`${CODES[id]}: has a hole; its ring is drawn even-odd`);
  const rings = parts.flat();
  const [x, y] = centre(rings);
  return `state ${CODES[id]} ${x.toFixed(2)} ${y.toFixed(2)} ${rings.map((list) => list.join(",")).join(" ")}`;
});
writeFileSync(target, [...lines, ...states.sort(), ""].join("\n"));
