// Processor time of the quality figures of an assessment, on this machine; build first (npx tsc -b packages/image):
//
//     node packages/image/scripts/measure-quality.mjs

import { judgeQuality, measureQuality } from '../dist/index.js';

const RUNS = 200;
const WARM_UP_RUNS = 60;

for (const [width, height] of [
  [600, 450],
  [3000, 2000],
  [6000, 4000],
  [8600, 5800],
]) {
  const image = noise(width, height);
  const judge = () =>
    judgeQuality(measureQuality(image, { crop: 'centre-square' }), { inputSide: 192, isColour: true });
  const runs = Math.max(5, Math.ceil(RUNS * Math.min(1, (600 * 450) / (width * height))));
  for (let i = 0; i < Math.min(WARM_UP_RUNS, runs); i++) judge();
  const start = process.cpuUsage();
  for (let i = 0; i < runs; i++) judge();
  const { user, system } = process.cpuUsage(start);
  const milliseconds = (user + system) / 1000 / runs;
  process.stdout.write(`${milliseconds.toFixed(2).padStart(8)} ms  ${width} x ${height}\n`);
}

function noise(width, height) {
  const data = new Uint8Array(width * height * 3);
  let state = 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    data[i] = state >>> 24;
  }
  return { width, height, data };
}
