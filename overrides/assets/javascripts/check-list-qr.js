// A QR code of a text (ISO/IEC 18004), bytes at error correction level M, drawn as SVG.
import { gettext } from "./texts.js";

/** Error correction codewords of each block, and the number of blocks, by version. */
const ECC = [
  0, 10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
];
const BLOCKS = [
  0, 1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25,
  26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
];

/** @type {((x: number, y: number) => number)[]} */
const MASKS = [
  (x, y) => (x + y) % 2,
  (_, y) => y % 2,
  (x) => x % 3,
  (x, y) => (x + y) % 3,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2,
  (x, y) => ((x * y) % 2) + ((x * y) % 3),
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2,
];

/**
 * @param {string} text
 * @returns {SVGSVGElement | null} null if the text is too long for any code
 */
export function draw(text) {
  const code = encode(text);
  if (!code) return null;
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  const size = code.length + 8;
  svg.setAttribute("viewBox", `-4 -4 ${size} ${size}`);
  svg.setAttribute("class", "check-list__code");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", gettext("QR code of the link"));
  svg.setAttribute("shape-rendering", "crispEdges");
  const paper = document.createElementNS(space, "path");
  paper.setAttribute("d", `M-4-4h${size}v${size}h-${size}z`);
  paper.setAttribute("fill", "#fff");
  const ink = document.createElementNS(space, "path");
  ink.setAttribute(
    "d",
    code.flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : ""))).join(""),
  );
  ink.setAttribute("fill", "#000");
  svg.append(paper, ink);
  return svg;
}

/**
 * @param {string} text
 * @returns {boolean[][] | null} rows of modules, true where dark
 */
export function encode(text) {
  const octets = new TextEncoder().encode(text);
  const version = ECC.findIndex(
    (_, version) =>
      version && dataLength(version) * 8 >= 4 + lengthBits(version) + octets.length * 8,
  );
  if (version < 1) return null;
  const grid = new Grid(version);
  grid.place(interleave(dataCodewords(octets, version), version));
  return grid.masked();
}

/** @param {number} version */
function lengthBits(version) {
  return version < 10 ? 8 : 16;
}

/** @param {number} version */
function totalLength(version) {
  const patterns = alignments(version).length;
  let modules = (16 * version + 128) * version + 64;
  if (patterns) modules -= (25 * patterns - 10) * patterns - 55;
  if (version >= 7) modules -= 36;
  return Math.floor(modules / 8);
}

/** @param {number} version */
function dataLength(version) {
  return totalLength(version) - ECC[version] * BLOCKS[version];
}

/**
 * @param {number} version
 * @returns {number[]} where alignment patterns have their middle
 */
function alignments(version) {
  if (version === 1) return [];
  const count = Math.floor(version / 7) + 2;
  const step = Math.floor((version * 8 + count * 3 + 5) / (count * 4 - 4)) * 2;
  const last = version * 4 + 10;
  return [6, ...Array.from({ length: count - 1 }, (_, at) => last - (count - 2 - at) * step)];
}

/**
 * @param {Uint8Array} octets
 * @param {number} version
 */
function dataCodewords(octets, version) {
  /** @type {number[]} */
  const bits = [];
  const push = (/** @type {number} */ value, /** @type {number} */ width) => {
    for (let at = width - 1; at >= 0; at--) bits.push((value >>> at) & 1);
  };
  push(4, 4);
  push(octets.length, lengthBits(version));
  octets.forEach((octet) => push(octet, 8));
  const capacity = dataLength(version) * 8;
  push(0, Math.min(4, capacity - bits.length));
  push(0, -bits.length & 7);
  for (let pad = 0xec; bits.length < capacity; pad ^= 0xec ^ 0x11) push(pad, 8);
  return Array.from({ length: capacity / 8 }, (_, at) =>
    bits.slice(at * 8, at * 8 + 8).reduce((value, bit) => value * 2 + bit, 0),
  );
}

/**
 * Cuts data into blocks, adds what corrects each, and deals them out in turn.
 * @param {number[]} data
 * @param {number} version
 */
function interleave(data, version) {
  const count = BLOCKS[version];
  const total = totalLength(version);
  const short = Math.floor(total / count) - ECC[version];
  const shorter = count - (total % count);
  const divisor = generator(ECC[version]);
  /** @type {number[][]} */
  const blocks = [];
  /** @type {number[][]} */
  const corrections = [];
  for (let at = 0, from = 0; at < count; at++) {
    const block = data.slice(from, from + short + (at < shorter ? 0 : 1));
    from += block.length;
    blocks.push(block);
    corrections.push(remainder(block, divisor));
  }
  return [blocks, corrections].flatMap((parts) =>
    Array.from({ length: Math.max(...parts.map((part) => part.length)) }, (_, at) =>
      parts.flatMap((part) => (at < part.length ? [part[at]] : [])),
    ).flat(),
  );
}

/**
 * @param {number} left
 * @param {number} right
 * @returns {number} their product in GF(2^8) modulo x^8 + x^4 + x^3 + x^2 + 1
 */
function multiply(left, right) {
  let product = 0;
  for (let at = 7; at >= 0; at--) {
    product = (product << 1) ^ ((product >>> 7) * 0x11d);
    product ^= ((right >>> at) & 1) * left;
  }
  return product;
}

/** @param {number} degree */
function generator(degree) {
  const result = Array(degree).fill(0);
  result[degree - 1] = 1;
  for (let round = 0, root = 1; round < degree; round++, root = multiply(root, 2))
    for (let at = 0; at < degree; at++)
      result[at] = multiply(result[at], root) ^ (result[at + 1] ?? 0);
  return result;
}

/**
 * @param {number[]} data
 * @param {number[]} divisor
 */
function remainder(data, divisor) {
  const result = divisor.map(() => 0);
  for (const codeword of data) {
    const factor = codeword ^ /** @type {number} */ (result.shift());
    result.push(0);
    divisor.forEach((term, at) => (result[at] ^= multiply(term, factor)));
  }
  return result;
}

class Grid {
  /** @param {number} version */
  constructor(version) {
    this.version = version;
    this.size = version * 4 + 17;
    /** @type {boolean[][]} */
    this.dark = Array.from({ length: this.size }, () => Array(this.size).fill(false));
    /** @type {boolean[][]} modules that no data may take */
    this.fixed = this.dark.map((row) => [...row]);
    this.#patterns();
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {boolean} dark
   */
  #fix(x, y, dark) {
    if (!(y in this.dark) || !(x in this.dark[y])) return;
    this.dark[y][x] = dark;
    this.fixed[y][x] = true;
  }

  #patterns() {
    const { size, version } = this;
    for (let at = 0; at < size; at++) {
      this.#fix(6, at, at % 2 === 0);
      this.#fix(at, 6, at % 2 === 0);
    }
    for (const [x, y] of [
      [3, 3],
      [size - 4, 3],
      [3, size - 4],
    ])
      this.#rings(x, y, [1, 1, 0, 1, 0]);
    const middles = alignments(version);
    const last = middles.length - 1;
    middles.forEach((x, i) =>
      middles.forEach((y, j) => {
        const isCorner = (!i && !j) || (!i && j === last) || (i === last && !j);
        if (!isCorner) this.#rings(x, y, [1, 0, 1]);
      }),
    );
    this.#format(0);
    if (version >= 7) this.#version();
  }

  /**
   * Draws squares around a middle, dark where there is a 1.
   * @param {number} x
   * @param {number} y
   * @param {number[]} rings from the middle outwards
   */
  #rings(x, y, rings) {
    const reach = rings.length - 1;
    for (let dy = -reach; dy <= reach; dy++)
      for (let dx = -reach; dx <= reach; dx++)
        this.#fix(x + dx, y + dy, rings[Math.max(Math.abs(dx), Math.abs(dy))] === 1);
  }

  /** @param {number} mask */
  #format(mask) {
    let rest = mask; // level M is 00
    for (let round = 0; round < 10; round++) rest = (rest << 1) ^ ((rest >>> 9) * 0x537);
    const bits = ((mask << 10) | rest) ^ 0x5412;
    const bit = (/** @type {number} */ at) => ((bits >>> at) & 1) === 1;
    const { size } = this;
    for (let at = 0; at < 15; at++) {
      if (at < 8) {
        this.#fix(8, at < 6 ? at : at + 1, bit(at));
        this.#fix(size - 1 - at, 8, bit(at));
      } else {
        this.#fix(at === 8 ? 7 : 14 - at, 8, bit(at));
        this.#fix(8, size - 15 + at, bit(at));
      }
    }
    this.#fix(8, size - 8, true);
  }

  #version() {
    let rest = this.version;
    for (let round = 0; round < 12; round++) rest = (rest << 1) ^ ((rest >>> 11) * 0x1f25);
    const bits = (this.version << 12) | rest;
    for (let at = 0; at < 18; at++) {
      const near = Math.floor(at / 3);
      const far = this.size - 11 + (at % 3);
      this.#fix(far, near, ((bits >>> at) & 1) === 1);
      this.#fix(near, far, ((bits >>> at) & 1) === 1);
    }
  }

  /**
   * Fills the free modules in columns of two, from the right, up and down in turn.
   * @param {number[]} codewords
   */
  place(codewords) {
    let at = 0;
    for (let right = this.size - 1; right >= 1; right -= 2) {
      if (right === 6) right = 5;
      for (let step = 0; step < this.size; step++) {
        const isUp = ((right + 1) & 2) === 0;
        const y = isUp ? this.size - 1 - step : step;
        for (const x of [right, right - 1]) {
          if (this.fixed[y][x] || at >= codewords.length * 8) continue;
          this.dark[y][x] = ((codewords[at >>> 3] >>> (7 - (at & 7))) & 1) === 1;
          at += 1;
        }
      }
    }
  }

  /** @returns {boolean[][]} under the mask that reads best */
  masked() {
    let best = this.dark;
    let least = Infinity;
    for (let mask = 0; mask < MASKS.length; mask++) {
      this.#format(mask);
      const rows = this.dark.map((row, y) =>
        row.map((dark, x) => dark !== (!this.fixed[y][x] && MASKS[mask](x, y) === 0)),
      );
      const cost = penalty(rows);
      if (cost < least) [best, least] = [rows, cost];
    }
    return best;
  }
}

/** @param {boolean[][]} rows */
function penalty(rows) {
  const columns = rows.map((_, x) => rows.map((row) => row[x]));
  let cost = 0;
  for (const line of [...rows, ...columns]) {
    const text = line.map(Number).join("");
    for (const run of text.match(/0{5,}|1{5,}/g) ?? []) cost += run.length - 2;
    for (let at = 0; at + 11 <= text.length; at++)
      if (/^(10111010000|00001011101)$/.test(text.slice(at, at + 11))) cost += 40;
  }
  for (let y = 1; y < rows.length; y++)
    for (let x = 1; x < rows.length; x++)
      if (new Set([rows[y][x], rows[y - 1][x], rows[y][x - 1], rows[y - 1][x - 1]]).size === 1)
        cost += 3;
  const share = rows.flat().filter(Boolean).length / rows.length ** 2;
  return cost + Math.floor(Math.abs(share * 100 - 50) / 5) * 10;
}
