// A picture in floating point, and the few brushes that the drawn samples need. Everything is a function of its
// arguments and a seed: the same call draws the same picture.

/** Black. The data are (height, width, 3), 0..255; colours are [red, green, blue], 0..255. */
export function createCanvas(width, height) {
  return { width, height, data: new Float32Array(width * height * 3) };
}

/**
 * Lays a colour over the canvas.
 *
 * @param coverage (x, y) => 0 (nothing) to 1 (the colour alone)
 * @param colour one for all pixels, or (x, y) => colour
 */
export function paint({ width, height, data }, coverage, colour) {
  const colourAt = typeof colour === 'function' ? colour : () => colour;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const share = Math.min(Math.max(coverage(x, y), 0), 1);
      if (share === 0) continue;
      const from = (y * width + x) * 3;
      colourAt(x, y).forEach((value, channel) => {
        data[from + channel] += (value - data[from + channel]) * share;
      });
    }
  }
}

/** Draws a soft line through points { x, y, radius }, in pixels. The opacity is 0..1. */
export function stroke(canvas, points, colour, opacity) {
  const left = Math.min(...points.map(({ x, radius }) => x - radius)) - 2;
  const right = Math.max(...points.map(({ x, radius }) => x + radius)) + 2;
  const top = Math.min(...points.map(({ y, radius }) => y - radius)) - 2;
  const bottom = Math.max(...points.map(({ y, radius }) => y + radius)) + 2;
  const coverage = (x, y) => {
    if (x < left || x > right || y < top || y > bottom) return 0;
    let depth = -1;
    for (let i = 1; i < points.length; i++) {
      depth = Math.max(depth, depthInSegment(x, y, points[i - 1], points[i]));
    }
    return opacity * smoothstep(-0.8, 0.8, depth);
  };
  paint(canvas, coverage, colour);
}

/** How far (x, y) lies inside the thick line from `a` to `b`, in pixels; negative outside. */
function depthInSegment(x, y, a, b) {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const along = ((x - a.x) * dx + (y - a.y) * dy) / (dx * dx + dy * dy || 1);
  const t = Math.min(Math.max(along, 0), 1);
  return a.radius + (b.radius - a.radius) * t - Math.hypot(x - a.x - dx * t, y - a.y - dy * t);
}

/**
 * Clouds: value noise summed over octaves.
 *
 * @param scale size of the largest clouds, in pixels
 * @returns (x, y) => -1..1, mostly near 0
 */
export function createNoise(seed, scale, octaves) {
  return (x, y) => {
    let sum = 0;
    let weight = 1;
    let frequency = 1 / scale;
    for (let octave = 0; octave < octaves; octave++) {
      sum += weight * valueNoise(x * frequency, y * frequency, seed + octave * 101);
      weight /= 2;
      frequency *= 2;
    }
    return sum / 2;
  };
}

function valueNoise(x, y, seed) {
  const [column, row] = [Math.floor(x), Math.floor(y)];
  const [tx, ty] = [smoothstep(0, 1, x - column), smoothstep(0, 1, y - row)];
  const top = mix(hash(column, row, seed), hash(column + 1, row, seed), tx);
  const bottom = mix(hash(column, row + 1, seed), hash(column + 1, row + 1, seed), tx);
  return mix(top, bottom, ty) * 2 - 1;
}

/** Gives whole numbers a value from 0 to 1, without any pattern that shows. */
export function hash(x, y, seed) {
  let h = Math.imul(x, 374761393) ^ Math.imul(y, 668265263) ^ Math.imul(seed, 2246822519);
  h = Math.imul(h ^ (h >>> 15), 2246822519);
  h = Math.imul(h ^ (h >>> 13), 3266489917);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** 0 below `low`, 1 above `high`, a soft step between. */
export function smoothstep(low, high, value) {
  const t = Math.min(Math.max((value - low) / (high - low), 0), 1);
  return t * t * (3 - 2 * t);
}

export function mixColours(a, b, share) {
  return a.map((value, channel) => mix(value, b[channel], share));
}

function mix(a, b, share) {
  return a + (b - a) * share;
}
