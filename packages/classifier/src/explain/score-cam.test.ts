import type { Normalisation } from '@slc/domain';
import { type LayerGraph, NO_PADDING, normaliseInput } from '@slc/layer-graph';
import { runNaively } from '@slc/layer-graph/testing';
import { describe, expect, it } from 'vitest';
import { scaleMap } from './scale-map.js';
import { scoreCam } from './score-cam.js';

const SIDE = 12;
const PLACES = 4;
const CHANNELS = 14;
const CLASSES = 3;

/** The same numbers in every run, -1..1. */
function wave(length: number, pace: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(pace * (i + 1)) * Math.cos(0.37 * i));
}

/** A convolution to 14 channels of 4 x 4 places, their mean, a dense layer. */
function smallNetwork(normalisation: Normalisation): LayerGraph {
  const kernel = { shape: [3, 3, 3, CHANNELS], data: wave(27 * CHANNELS, 1.7) };
  const shape = [SIDE, SIDE, 3];
  const network: LayerGraph = {
    layers: [
      { kind: 'input', name: 'input', inputs: [], shape },
      {
        kind: 'conv2d',
        name: 'features',
        inputs: ['input'],
        kernel,
        bias: wave(CHANNELS, 0.9),
        activation: { kind: 'relu' },
        strides: [3, 3],
        dilation: [1, 1],
        groups: 1,
        padding: NO_PADDING,
      },
      {
        kind: 'reduce',
        name: 'mean',
        inputs: ['features'],
        operation: 'mean',
        axes: [0, 1],
        keepDims: false,
      },
      {
        kind: 'dense',
        name: 'logits',
        inputs: ['mean'],
        kernel: { shape: [CHANNELS, CLASSES], data: wave(CHANNELS * CLASSES, 2.3).map((value) => 4 * value) },
        bias: null,
        activation: null,
      },
    ],
    outputs: { logits: 'logits', activations: 'features' },
  };
  return normaliseInput(network, normalisation);
}

const pixels = Uint8Array.from({ length: SIDE * SIDE * 3 }, (_, i) => (i * 37 + (i % 11) ** 3) % 256);

/** What the paper says, in plain loops; `round` is what becomes of a masked level. */
function byDefinition(normalisation: Normalisation, classIndex: number, round: (level: number) => number) {
  const network = smallNetwork(normalisation);
  // What an engine gives has 32 bits.
  const activations = Float32Array.from(runNaively(network, pixels).activations ?? []);
  const channels: number[][] = [];
  for (let c = 0; c < CHANNELS; c++) {
    const channel: number[] = [];
    for (let place = 0; place < PLACES * PLACES; place++)
      channel.push(activations[place * CHANNELS + c] ?? 0);
    channels.push(channel);
  }
  const variance = (channel: number[]) => {
    let [sum, squares] = [0, 0];
    for (const value of channel) {
      sum += value;
      squares += value * value;
    }
    return squares / channel.length - (sum / channel.length) ** 2;
  };
  const chosen = [...channels].sort((a, b) => variance(b) - variance(a)).slice(0, 10);
  const scores = chosen.map((channel) => {
    const [low, high] = [Math.min(...channel), Math.max(...channel)];
    const masked: number[] = [];
    for (let y = 0; y < SIDE; y++)
      for (let x = 0; x < SIDE; x++)
        for (let colour = 0; colour < 3; colour++) {
          const mask = (bilinear(channel, y, x) - low) / (high - low);
          const { scale, offset } = ofColour(normalisation, colour);
          const input = (pixels[(y * SIDE + x) * 3 + colour] ?? 0) * scale + offset;
          masked.push(Math.min(Math.max(round((mask * input - offset) / scale), 0), 255));
        }
    return runNaively(network, masked).logits[classIndex] ?? 0;
  });
  const sum = scores.reduce((total, score) => total + Math.exp(score), 0);
  const map: number[] = [];
  for (let place = 0; place < PLACES * PLACES; place++) {
    let value = 0;
    chosen.forEach((channel, k) => {
      value += (Math.exp(scores[k] ?? 0) / sum) * (channel[place] ?? 0);
    });
    map.push(Math.max(value, 0));
  }
  return map;
}

function ofColour({ channels, ...values }: Normalisation, colour: number) {
  const place = channels === 'bgr' ? 2 - colour : colour;
  const of = (value: number | readonly number[]) =>
    [value].flat()[typeof value === 'number' ? 0 : place] ?? 0;
  return { scale: of(values.scale), offset: of(values.offset) };
}

function bilinear(channel: readonly number[], y: number, x: number): number {
  const ratio = PLACES / SIDE;
  const at = (row: number, column: number) => channel[row * PLACES + column] ?? 0;
  const clamp = (place: number) => Math.min(Math.max(place, 0), PLACES - 1);
  const [row, column] = [clamp((y + 0.5) * ratio - 0.5), clamp((x + 0.5) * ratio - 0.5)];
  let sum = 0;
  for (const r of [Math.floor(row), Math.ceil(row)])
    for (const c of [Math.floor(column), Math.ceil(column)]) {
      const down = Math.floor(row) === Math.ceil(row) ? 0.5 : 1 - Math.abs(row - r);
      const right = Math.floor(column) === Math.ceil(column) ? 0.5 : 1 - Math.abs(column - c);
      sum += down * right * at(r, c);
    }
  return sum;
}

async function byScoreCam(preprocessing: Normalisation, classIndex: number) {
  const network = smallNetwork(preprocessing);
  const passes: number[] = [];
  const map = await scoreCam({
    image: { width: SIDE, height: SIDE, data: pixels },
    activations: {
      height: PLACES,
      width: PLACES,
      channels: CHANNELS,
      values: Float32Array.from(runNaively(network, pixels).activations ?? []),
    },
    preprocessing,
    classIndex,
    async infer(pictures) {
      passes.push(pictures.length);
      return pictures.map((picture) => runNaively(network, picture).logits);
    },
  });
  return { map, passes };
}

/** Halves go up, as 127.5 does, which is 0 in -1..1; double precision is a little off there. */
function toLevel(value: number): number {
  return Math.round(value + 1e-9);
}

/** Pixels as they come, those of -1..1, those of a network whose 0 is no whole level, and each channel its own way. */
const NORMALISATIONS: readonly Normalisation[] = [
  { scale: 1, offset: 0 },
  { scale: 1 / 127.5, offset: -1 },
  { scale: 1 / 58.4, offset: -1.77 },
  { scale: [1 / 58.4, 1 / 57.12, 1 / 57.375], offset: [-2.12, -2.04, -1.8] },
  { channels: 'bgr', scale: [1 / 50, 1 / 60, 1 / 70], offset: [-2, -1, -1.5] },
];

describe.each(NORMALISATIONS)(
  'Score-CAM of a network whose input is pixel * $scale + $offset',
  (normalisation) => {
    it.each([0, 1, 2])('equals its definition in plain loops for class %i', async (classIndex) => {
      const { map, passes } = await byScoreCam(normalisation, classIndex);
      const expected = byDefinition(normalisation, classIndex, toLevel);
      expect(passes).toEqual([10]);
      expect(map).toHaveLength(expected.length);
      for (const [place, value] of expected.entries()) {
        expect(Math.abs((map[place] ?? 0) - value) / Math.max(...expected)).toBeLessThan(1e-9);
      }
    });

    it('loses little by taking whole levels', async () => {
      const rounded = scaleMap((await byScoreCam(normalisation, 1)).map);
      const exact = scaleMap(byDefinition(normalisation, 1, (level) => level));
      for (const [place, value] of exact.entries())
        expect(Math.abs((rounded[place] ?? 0) - value)).toBeLessThan(0.02);
    });
  },
);

it('leaves out channels that are the same everywhere, and has no map where all are', async () => {
  const image = { width: 2, height: 2, data: new Uint8Array(12).fill(200) };
  const infer = async (pictures: readonly Uint8Array[]) => pictures.map(() => [0]);
  const all = { image, preprocessing: { scale: 1, offset: 0 }, classIndex: 0, infer };
  const one = { height: 2, width: 2, channels: 2, values: Float32Array.of(5, 0, 5, 1, 5, 2, 5, 3) };
  expect([...(await scoreCam({ ...all, activations: one }))]).toEqual([0, 1, 2, 3]);
  const none = { ...one, values: new Float32Array(8).fill(5) };
  expect([...(await scoreCam({ ...all, activations: none }))]).toEqual([0, 0, 0, 0]);
});

it('masks a picture that is standardised with its own mean', async () => {
  const data = Uint8Array.of(10, 20, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120);
  const passes: number[][] = [];
  await scoreCam({
    image: { width: 2, height: 2, data },
    activations: { height: 2, width: 2, channels: 1, values: Float32Array.of(0, 0, 0, 1) },
    preprocessing: { scale: 1 / 255, offset: -0.5, standardise: 'image' },
    classIndex: 0,
    async infer(pictures) {
      passes.push(...pictures.map((picture) => [...picture]));
      return pictures.map(() => [0]);
    },
  });
  expect(passes).toEqual([[...Array(9).fill(65), 100, 110, 120]]);
});
