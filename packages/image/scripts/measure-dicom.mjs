#!/usr/bin/env node
/**
 * Measures what decoding costs, in milliseconds of processor time, all threads together: the median of nine times.
 *
 *   node packages/image/scripts/measure-dicom.mjs FILE...
 */
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { decodeImage } from '../dist/index.js';

const TIMES = 9;
const LIMITS = { maxBytes: 64 * 1024 * 1024, maxPixels: 50_000_000 };

for (const path of process.argv.slice(2)) {
  const bytes = readFileSync(path);
  const { width, height } = await decodeImage(bytes, LIMITS);
  const costs = [];
  for (let i = 0; i < TIMES; i++) {
    const before = process.cpuUsage();
    await decodeImage(bytes, LIMITS);
    const { user, system } = process.cpuUsage(before);
    costs.push((user + system) / 1000);
  }
  const [median] = costs.sort((a, b) => a - b).slice(Math.floor(TIMES / 2));
  process.stdout.write(`${basename(path)}\t${width} x ${height}\t${median.toFixed(1)}\n`);
}
