// Chooses the limits of the quality figures on genuine dermoscopic images and on the same images with faults, and counts
// what they flag; build first (npx tsc -b packages/image). A second folder is only counted. EVERY takes each nth image.
//
//     node packages/image/scripts/choose-quality-limits.mjs FOLDER [OTHER-FOLDER] [--every=EVERY]

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeImage, judgeQuality, measureQuality } from '../dist/index.js';
import { areaMean } from '../dist/quality/area-mean.js';
import { QUALITY_LIMITS } from '../dist/quality/quality-limits.js';
import { detailOf } from '../dist/quality/sharpness.js';
import { resizeAll } from '../dist/resizing.js';
import {
  blurred,
  compressed,
  exposed,
  noisy,
  pixelated,
  saturated,
  shaken,
  withDarkCorners,
  withoutContent,
} from './picture-defects.mjs';

const veryBlurred = (image) => blurred(image, 0.03);

/** What is measured of each image. `reason` is what a picture with this fault should be flagged for. */
const VARIANTS = {
  genuine: { draw: (image) => image },
  'genuine, black outside 80 % of the side': { draw: (image) => withDarkCorners(image, 0.8) },
  'genuine, half the colour': { draw: (image) => saturated(image, 0.5) },
  'genuine, noise of 5': { draw: (image) => noisy(image, 5) },
  'genuine, JPEG of quality 50': { draw: (image) => compressed(image, 50) },
  'genuine, JPEG of quality 30': { draw: (image) => compressed(image, 30) },
  'blurred, 1 %': { draw: (image) => blurred(image, 0.01), reason: 'blurred' },
  'blurred, 1.5 %': { draw: (image) => blurred(image, 0.015), reason: 'blurred' },
  'blurred, 3 %': { draw: veryBlurred, reason: 'blurred' },
  'blurred, 5 %': { draw: (image) => blurred(image, 0.05), reason: 'blurred' },
  ...eachOf([3, 5, 8], (sigma) => [
    `blurred, 3 %, noise of ${sigma}`,
    (image) => noisy(veryBlurred(image), sigma),
  ]),
  ...eachOf([50, 30, 15, 8], (quality) => [
    `blurred, 3 %, JPEG of quality ${quality}`,
    (image) => compressed(veryBlurred(image), quality),
  ]),
  'blurred, 3 %, noise of 5, JPEG of quality 90': {
    draw: (image) => compressed(noisy(veryBlurred(image), 5), 90),
    reason: 'blurred',
  },
  'blurred, 3 %, noise of 5, JPEG of quality 30': {
    draw: (image) => compressed(noisy(veryBlurred(image), 5), 30),
    reason: 'blurred',
  },
  'blurred, 3 %, black outside 95 %': {
    draw: (image) => withDarkCorners(veryBlurred(image), 0.95),
    reason: 'blurred',
  },
  ...eachOf([16, 24, 32], (rows) => [`pixelated, ${rows} rows`, (image) => pixelated(image, rows)]),
  'moved by 5 %': { draw: (image) => shaken(image, 0.05), reason: 'blurred' },
  'moved by 10 %': { draw: (image) => shaken(image, 0.1), reason: 'blurred' },
  'darkened to a tenth': { draw: (image) => exposed(image, 0.1), reason: 'dark' },
  'exposed three times': { draw: (image) => exposed(image, 3), reason: 'bright' },
  'mean colour and noise': { draw: withoutContent, reason: 'flat' },
  grey: { draw: (image) => saturated(image, 0), reason: 'colourless' },
};

const NAME_WIDTH = 45;
const MEASURES = ['sharpness', 'fine', 'coarse', 'between', 'ratio'];
const isGeometric = true;
/**
 * A limit is the mean of a quantile of the genuine images and one of the faulty images. Where genuine and faulty images
 * come close, one genuine image in 200 is left out; elsewhere the last one counts. The mean is geometric for figures
 * whose ratios matter. Sharpness has no fault here: what hides a blur brings it so near to genuine images that the limit
 * is as strict as these allow.
 */
const RULES = {
  minSharpness: { figure: 'sharpness', genuine: ['genuine', 0.005] },
  minBrightness: {
    figure: 'brightness',
    genuine: ['genuine, black outside 80 % of the side', 0.005],
    fault: ['darkened to a tenth', 1],
  },
  maxBrightness: { figure: 'brightness', genuine: ['genuine', 1], fault: ['exposed three times', 0.5] },
  maxClipped: { figure: 'clipped', genuine: ['genuine', 1], fault: ['exposed three times', 0.05] },
  minContrast: {
    figure: 'contrast',
    genuine: ['genuine', 0],
    fault: ['mean colour and noise', 1],
    isGeometric,
  },
  minChroma: { figure: 'chroma', genuine: ['genuine, half the colour', 0], fault: ['grey', 1] },
};

/** The model's input is no larger than the images that the limits are chosen on: `small` is no matter of genuineness. */
const MODEL = { inputSide: 192, isColour: true };

const folders = process.argv.slice(2).filter((arg) => !arg.startsWith('--'));
const every = Number(process.argv.find((arg) => arg.startsWith('--every='))?.slice('--every='.length) ?? 1);
const [measured, ...others] = await Promise.all(folders.map(measureFolder));
printLimits(measured);
for (const each of [measured, ...others]) printCounts(each);

/** @returns for each variant the figures of each image, with the measures that sharpness consists of and replaces */
async function measureFolder(folder) {
  const names = (await readdir(folder)).filter((name) => /\.(jpe?g|png)$/i.test(name)).sort();
  const figures = Object.fromEntries(Object.keys(VARIANTS).map((variant) => [variant, []]));
  for (const name of names.filter((_, i) => i % every === 0)) {
    const image = await decode(await readFile(join(folder, name)));
    for (const [variant, { draw }] of Object.entries(VARIANTS)) {
      const picture = await draw(image);
      const luma = lumaSquare(picture);
      const measures = { ...detailOf(quarters(luma)), ratio: varianceRatio(luma) };
      figures[variant].push({ ...measureQuality(picture, { crop: 'centre-square' }), ...measures });
    }
  }
  return { folder, figures };
}

/** Chosen on all images, and on either half with what it flags of the other half's genuine images. */
function printLimits({ figures }) {
  const halves = [0, 1].map((parity) =>
    mapValues(figures, (each) => each.filter((_, i) => i % 2 === parity)),
  );
  print('limit            all images  one half  other half  in force');
  const [all, ...chosen] = [figures, ...halves].map((part) => mapValues(RULES, (rule) => choose(rule, part)));
  for (const name of Object.keys(RULES)) {
    const columns = [all[name], chosen[0][name], chosen[1][name], QUALITY_LIMITS[name]];
    print(`${name.padEnd(14)} ${columns.map((value) => value.toFixed(4).padStart(11)).join('')}`);
  }
  for (const [half, limits] of chosen.entries()) {
    const held = halves[1 - half];
    const counts = ['genuine', 'blurred, 3 %', 'blurred, 1.5 %'].map(
      (variant) => `${variant}: ${percent(flagged(held[variant], limits))}`,
    );
    print(`limits of half ${half + 1} flag of the other: ${counts.join(', ')}`);
  }
}

function choose({ figure, genuine, fault, isGeometric: isRatio }, figures) {
  const [a, b = a] = [genuine, fault].flatMap((each) => {
    if (each === undefined) return [];
    const [variant, share] = each;
    return quantile(
      figures[variant].map((one) => one[figure]),
      share,
    );
  });
  return isRatio ? Math.sqrt(a * b) : (a + b) / 2;
}

/** After those for the limits, the counts by each measure alone: with the limit that flags one in 200 of the genuine images. */
function printCounts({ folder, figures }) {
  const { genuine } = figures;
  print(`\n${folder}: ${genuine.length} images`);
  const names = ['unusable', 'for it', ...MEASURES].map((name) => name.padStart(10));
  print(' '.repeat(NAME_WIDTH + 1) + names.join(''));
  const cuts = MEASURES.map((measure) => [
    measure,
    quantile(
      genuine.map((each) => each[measure]),
      0.005,
    ),
  ]);
  for (const [variant, { reason }] of Object.entries(VARIANTS)) {
    const each = figures[variant];
    const counts = [flagged(each), reason ? flagged(each, QUALITY_LIMITS, reason) : undefined];
    for (const [measure, cut] of cuts)
      counts.push(each.filter((one) => one[measure] < cut).length / each.length);
    print(`${variant.padEnd(NAME_WIDTH)} ${counts.map((share) => percent(share).padStart(10)).join('')}`);
  }
}

/** The share of the figures that have the reason, or any. */
function flagged(figures, limits = QUALITY_LIMITS, reason = undefined) {
  const isFlagged = (each) => {
    const { reasons } = judgeQuality(each, MODEL, limits);
    return reason === undefined ? reasons.length > 0 : reasons.includes(reason);
  };
  return figures.filter(isFlagged).length / figures.length;
}

/** The luma of the middle square at 256 x 256, 0..255. */
function lumaSquare(image) {
  const side = Math.min(image.width, image.height);
  const [left, top] = [image.width, image.height].map((length) => Math.floor((length - side) / 2));
  const region = { left, top, width: side, height: side };
  const { data } = areaMean(image, resizeAll(region, { width: 256, height: 256 }));
  return Float64Array.from(
    { length: 256 * 256 },
    (_, i) => 0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2],
  );
}

/** The sums of four pixels, as `detailOf` takes them. */
function quarters(luma) {
  const samples = new Int32Array(128 * 128);
  for (const [i, value] of luma.entries())
    samples[(i >> 9) * 128 + ((i & 255) >> 1)] += Math.round(1000 * value);
  return { samples, side: 128, unit: 4000 };
}

/** Variance of the 4-neighbour Laplacian of the luma at 256 x 256 over the variance of the luma. */
function varianceRatio(luma) {
  const laplacian = [];
  for (let i = 256; i < luma.length - 256; i++) {
    if (i % 256 === 0 || i % 256 === 255) continue;
    laplacian.push(luma[i - 1] + luma[i + 1] + luma[i - 256] + luma[i + 256] - 4 * luma[i]);
  }
  return variance(laplacian) / (variance(luma) || 1);
}

function variance(values) {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
}

function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.round(share * (sorted.length - 1))];
}

function decode(bytes) {
  return decodeImage(bytes, { maxBytes: bytes.length, maxPixels: 50_000_000 });
}

/** A blur for each of the values, by its name. */
function eachOf(values, faultOf) {
  const faults = values.map((value) => {
    const [name, draw] = faultOf(value);
    return [name, { draw, reason: 'blurred' }];
  });
  return Object.fromEntries(faults);
}

function mapValues(record, map) {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, map(value)]));
}

function percent(share) {
  return share === undefined ? '' : `${(100 * share).toFixed(1)} %`;
}

function print(line) {
  process.stdout.write(`${line}\n`);
}
