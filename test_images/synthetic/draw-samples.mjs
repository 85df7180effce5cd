// Draws the samples that stand beside this file: node test_images/synthetic/draw-samples.mjs
// They look a little like dermoscopic images and show no patient.

import { writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { createCanvas, createNoise, hash, mixColours, paint, smoothstep, stroke } from './canvas.mjs';

const WIDTH = 600;
const HEIGHT = 450;

/** Round, brown, even, with a faint net. */
function drawEvenSpot() {
  const canvas = drawSkin(11, [232, 196, 182], [214, 168, 156]);
  const depth = createBlob({ seed: 12, x: 305, y: 222, radius: 104, stretch: 1.16, angle: 0.5, wander: 18 });
  const mottle = createNoise(13, 60, 4);
  paint(
    canvas,
    (x, y) => 0.93 * smoothstep(-14, 30, depth(x, y)),
    (x, y) => mixColours([170, 112, 80], [102, 60, 44], smoothstep(0, 95, depth(x, y)) + mottle(x, y) * 0.7),
  );
  paintNet(canvas, { seed: 14, depth, spacing: 13, colour: [88, 52, 38], opacity: 0.42 });
  drawHairs(canvas, 15, 3);
  return canvas;
}

/** Irregular, of several colours, with notches and dark dots. */
function drawUnevenSpot() {
  const canvas = drawSkin(21, [236, 206, 200], [222, 178, 176]);
  const depth = createBlob({ seed: 22, x: 296, y: 230, radius: 128, stretch: 1.3, angle: -0.4, wander: 46 });
  const patches = createNoise(23, 95, 4);
  const fine = createNoise(24, 18, 3);
  paint(
    canvas,
    (x, y) => 0.95 * smoothstep(-8, 16, depth(x, y)),
    (x, y) => {
      const brown = mixColours([150, 92, 60], [58, 36, 32], smoothstep(-0.25, 0.35, patches(x, y)));
      return mixColours(brown, [176, 120, 96], Math.max(fine(x, y), 0) * 0.5);
    },
  );
  const veil = createBlob({ seed: 25, x: 345, y: 190, radius: 48, stretch: 1.4, angle: 0.3, wander: 18 });
  const haze = createNoise(29, 40, 4);
  paint(canvas, (x, y) => 0.72 * smoothstep(-26, 34, veil(x, y) + haze(x, y) * 30), [104, 104, 124]);
  const pale = createBlob({ seed: 26, x: 235, y: 275, radius: 30, stretch: 1.6, angle: 1, wander: 14 });
  paint(canvas, (x, y) => 0.5 * smoothstep(-14, 24, pale(x, y) + haze(x, y) * 14), [220, 178, 170]);
  drawDots(canvas, { seed: 27, depth, from: 3, to: 30, count: 30, radius: 2.6, colour: [44, 28, 27] });
  drawHairs(canvas, 28, 5);
  return canvas;
}

/** Pink and raised, with branching vessels and a few blue-grey islands. */
function drawPinkNodule() {
  const canvas = drawSkin(31, [238, 208, 202], [226, 184, 182]);
  const depth = createBlob({ seed: 32, x: 300, y: 226, radius: 132, stretch: 1.15, angle: 0.9, wander: 16 });
  const sheen = createNoise(33, 80, 3);
  paint(
    canvas,
    (x, y) => 0.85 * smoothstep(-16, 24, depth(x, y)),
    (x, y) => mixColours([218, 136, 138], [238, 190, 188], 0.45 + sheen(x, y) * 1.1),
  );
  for (const [x, y, radius] of [
    [232, 282, 20],
    [262, 305, 13],
    [372, 264, 16],
    [350, 300, 10],
  ]) {
    const island = createBlob({ seed: 34 + x, x, y, radius, stretch: 1.3, angle: x, wander: 6 });
    paint(canvas, (px, py) => 0.75 * smoothstep(-6, 10, island(px, py)), [110, 104, 122]);
  }
  for (const [i, [x, y, angle]] of [
    [208, 140, 0.7],
    [392, 148, 2.5],
    [300, 96, 1.5],
  ].entries()) {
    drawVessel(canvas, { seed: 60 + i * 97, x, y, angle, radius: 2.6, length: 105 });
  }
  return canvas;
}

/** A red nodule with an edge, full of darker lakes between pale walls. */
function drawRedNodule() {
  const canvas = drawSkin(41, [234, 196, 198], [216, 170, 178]);
  const depth = createBlob({ seed: 42, x: 302, y: 226, radius: 118, stretch: 1.14, angle: 2.4, wander: 14 });
  const tone = createNoise(43, 50, 3);
  paint(canvas, (x, y) => 0.25 * smoothstep(-40, 0, depth(x, y)), [196, 110, 130]);
  paint(
    canvas,
    (x, y) => 0.9 * smoothstep(-4, 7, depth(x, y)),
    (x, y) => mixColours([212, 112, 132], [190, 72, 98], 0.5 + tone(x, y)),
  );
  const spacing = 25;
  for (let column = 0; column < WIDTH / spacing; column++) {
    for (let row = 0; row < HEIGHT / spacing; row++) {
      const at = (key) => hash(column, row, 44 + key);
      const [x, y] = [(column + 0.2 + 0.6 * at(0)) * spacing, (row + 0.2 + 0.6 * at(1)) * spacing];
      const radius = 7 + 8 * at(2);
      if (depth(x, y) < radius) continue;
      const lake = createBlob({
        seed: 50 + column * 40 + row,
        x,
        y,
        radius,
        stretch: 1.2,
        angle: at(3) * 6,
        wander: 7,
      });
      const colour = mixColours([172, 28, 52], [104, 18, 50], at(4));
      paint(canvas, (px, py) => 0.78 * smoothstep(-4, 7, lake(px, py)), colour);
    }
  }
  const crease = createNoise(45, 130, 3);
  paint(
    canvas,
    (x, y) => 0.5 * smoothstep(4, 20, depth(x, y)) * smoothstep(0.03, 0, Math.abs(crease(x, y) - 0.06)),
    [240, 214, 222],
  );
  drawHairs(canvas, 46, 3);
  return canvas;
}

const SAMPLES = {
  'drawn-1.jpg': drawEvenSpot,
  'drawn-2.jpg': drawUnevenSpot,
  'drawn-3.jpg': drawPinkNodule,
  'drawn-4.jpg': drawRedNodule,
};

/** Skin between two tones, with fine furrows. */
function drawSkin(seed, light, dark) {
  const canvas = createCanvas(WIDTH, HEIGHT);
  const clouds = createNoise(seed, 170, 4);
  const grain = createNoise(seed + 1, 9, 3);
  paint(
    canvas,
    () => 1,
    (x, y) => mixColours(light, dark, 0.5 + clouds(x, y) * 0.7 + grain(x, y) * 0.28),
  );
  const bend = createNoise(seed + 2, 90, 2);
  const furrow = (x, y) => Math.abs(Math.sin((x * 0.8 + y * 0.6) / 11 + bend(x, y) * 3));
  paint(canvas, (x, y) => 0.1 * smoothstep(0.2, 0, furrow(x, y)), dark);
  return canvas;
}

/**
 * A rounded shape with a wandering outline.
 *
 * @returns {(x: number, y: number) => number} pixels inside the outline; negative outside
 */
function createBlob({ seed, x, y, radius, stretch, angle, wander }) {
  const noise = createNoise(seed, Math.max(radius * 0.8, 8), 4);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return (px, py) => {
    const along = ((px - x) * cos + (py - y) * sin) / stretch;
    const across = (py - y) * cos - (px - x) * sin;
    return radius - Math.hypot(along, across) + noise(px, py) * wander;
  };
}

/** Lines between the cells of a warped grid of points: a pigment net, fading towards the rim. */
function paintNet(canvas, { seed, depth, spacing, colour, opacity }) {
  const fade = createNoise(seed, 60, 3);
  const bend = createNoise(seed + 2, 22, 2);
  const wall = (px, py) => {
    const [x, y] = [px + bend(px, py) * 9, py + bend(py, px) * 9];
    let nearest = Infinity;
    let second = Infinity;
    const [column, row] = [Math.floor(x / spacing), Math.floor(y / spacing)];
    for (let i = column - 1; i <= column + 1; i++) {
      for (let j = row - 1; j <= row + 1; j++) {
        const dx = (i + hash(i, j, seed)) * spacing - x;
        const dy = (j + hash(i, j, seed + 1)) * spacing - y;
        const distance = Math.hypot(dx, dy);
        if (distance < nearest) [nearest, second] = [distance, nearest];
        else if (distance < second) second = distance;
      }
    }
    return second - nearest;
  };
  paint(
    canvas,
    (x, y) => {
      const inside = smoothstep(0, 26, depth(x, y));
      return inside === 0 ? 0 : opacity * inside * (0.7 + fade(x, y) * 1.6) * smoothstep(5, 0, wall(x, y));
    },
    colour,
  );
}

/** Dots where the shape is between `from` and `to` pixels deep. */
function drawDots(canvas, { seed, depth, from, to, count, radius, colour }) {
  for (let i = 0, drawn = 0; i < 5000 && drawn < count; i++) {
    const [x, y] = [WIDTH * hash(i, 1, seed), HEIGHT * hash(i, 2, seed)];
    if (depth(x, y) < from || depth(x, y) > to) continue;
    const size = radius * (0.5 + hash(i, 3, seed));
    stroke(
      canvas,
      [
        { x, y, radius: size },
        { x: x + size * 0.7, y: y + size * 0.4, radius: size * 0.8 },
      ],
      colour,
      0.8,
    );
    drawn += 1;
  }
}

function drawHairs(canvas, seed, count) {
  for (let i = 0; i < count; i++) {
    const at = (key) => hash(i, key, seed);
    const [x, y, angle, turn] = [WIDTH * at(1), HEIGHT * at(2), Math.PI * 2 * at(3), (at(4) - 0.5) * 0.12];
    const points = walk({ x, y, angle, steps: 22, stepLength: 11, turnAt: () => turn });
    const hair = points.map((point, k) => ({ ...point, radius: 1.5 * (1 - k / points.length) + 0.3 }));
    stroke(canvas, hair, [70, 52, 46], 0.75);
  }
}

/** A vessel that tapers and splits in two, twice. */
function drawVessel(canvas, { seed, x, y, angle, radius, length }) {
  const turnAt = (step) => (hash(step, 1, seed) - 0.5) * 0.55;
  const points = walk({ x, y, angle, steps: 14, stepLength: length / 14, turnAt });
  const tapered = points.map((point, k) => ({ ...point, radius: radius * (1 - (0.4 * k) / points.length) }));
  stroke(canvas, tapered, [176, 52, 58], 0.72);
  if (radius < 1.2) return;
  const end = points.at(-1);
  for (const [branch, side] of [-0.55, 0.6].entries()) {
    const next = { seed: seed + 7 + branch, x: end.x, y: end.y, angle: end.angle + side };
    drawVessel(canvas, { ...next, radius: radius * 0.62, length: length * 0.7 });
  }
}

/** Points of a path that turns a little at each step. */
function walk({ x, y, angle, steps, stepLength, turnAt }) {
  const points = [{ x, y, angle }];
  for (let step = 0; step < steps; step++) {
    const last = points.at(-1);
    const nextAngle = last.angle + turnAt(step);
    points.push({
      x: last.x + Math.cos(nextAngle) * stepLength,
      y: last.y + Math.sin(nextAngle) * stepLength,
      angle: nextAngle,
    });
  }
  return points;
}

/** What the instrument adds: a darker rim, noise, a slight blur. */
function finish(canvas) {
  const rim = (x, y) => Math.hypot((x - WIDTH / 2) / WIDTH, (y - HEIGHT / 2) / HEIGHT);
  paint(canvas, (x, y) => 0.6 * smoothstep(0.44, 0.74, rim(x, y)), [52, 32, 34]);
  const bytes = new Uint8ClampedArray(canvas.data.length);
  canvas.data.forEach((value, i) => {
    bytes[i] = value + (hash(i, 0, 99) - 0.5) * 7;
  });
  return sharp(bytes, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
    .blur(0.6)
    .jpeg({ quality: 84, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

for (const [name, draw] of Object.entries(SAMPLES)) {
  const file = new URL(name, import.meta.url);
  const jpeg = await finish(draw());
  await writeFile(file, jpeg);
  process.stdout.write(`${name} ${jpeg.length} bytes\n`);
}
