import { unsupportedFile } from './faults.js';
import { LARGEST_SIDE, LONGEST_WAY } from './limits.js';
import type { Network } from './network.js';
import type { DeclaredValue } from './read/model.js';
import { type FileNode, integersAttribute, kindOf } from './read/node.js';
import { ELEMENT_TYPE } from './write/messages.js';

/** Height and width of a picture in pixels. */
export interface PictureSize {
  readonly height: number;
  readonly width: number;
}

/** How a network takes its pictures. */
export interface PictureInput {
  /** Of the value. */
  readonly name: string;
  readonly elementType: number;
  readonly layout: 'channels-first' | 'channels-last';
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  /** What the file says of the batch: a number, or that it is free. */
  readonly declaredBatch: number | 'free';
  /** Whether it takes whole numbers alone. */
  readonly isWhole: boolean;
}

const FLOATS: ReadonlySet<number> = new Set([
  ELEMENT_TYPE.float32,
  ELEMENT_TYPE.float16,
  ELEMENT_TYPE.float64,
]);
const WHOLE_NUMBERS: ReadonlySet<number> = new Set([
  ELEMENT_TYPE.uint8,
  ELEMENT_TYPE.int32,
  ELEMENT_TYPE.int64,
]);

/**
 * Reads how the network takes its pictures.
 *
 * @param size takes the place of a height or width that the file leaves open
 * @throws SlcError `unsupported_model` for several inputs, and for what is no picture, in words that say what it is
 */
export function readPictureInput(network: Network, size: PictureSize | null): PictureInput {
  const { inputs } = network.file;
  const [input] = inputs;
  if (!input) throw unsupportedFile('expected a network with one input, it has none');
  if (inputs.length > 1) {
    const names = inputs
      .slice(0, 8)
      .map(({ name }) => name)
      .join(', ');
    throw unsupportedFile(`expected a network with one input, it has ${inputs.length} (${names})`);
  }
  const { name, elementType } = input;
  const refuse = (problem: string) => unsupportedFile(`model input ${name}: ${problem}`);
  if (elementType === null) throw refuse('it takes no tensor, such as a sequence, and no picture');
  const isWhole = WHOLE_NUMBERS.has(elementType);
  if (!isWhole && !FLOATS.has(elementType)) {
    throw refuse(
      `expected numbers that hold a pixel, as float32 or uint8 do, it takes ONNX type ${elementType}`,
    );
  }
  const [batch = null, ...axes] = expectFourAxes(input, refuse);
  const { layout, channels } = readChannels(network, { name, axes }, refuse);
  const sides = layout === 'channels-first' ? axes.slice(1) : axes.slice(0, 2);
  const [height, width] = [sizeAt(sides[0], size?.height), sizeAt(sides[1], size?.width)];
  if (height === null || width === null) {
    throw unsupportedFile(`model input ${name}: ${OPEN_SIZE}`, { of: 'size' });
  }
  if (height > LARGEST_SIDE || width > LARGEST_SIDE) {
    throw refuse(`expected pictures of at most ${LARGEST_SIDE} pixels a side, it takes ${height} x ${width}`);
  }
  const declaredBatch = typeof batch === 'number' ? batch : 'free';
  return { name, elementType, layout, height, width, channels, declaredBatch, isWhole };
}

const OPEN_SIZE =
  'it takes pictures of any size, and the file does not say which one it was trained on: write a manifest that says it ("input": {"height": …, "width": …})';

type Axis = number | string | null | undefined;
type Refuse = (problem: string) => Error;

function sizeAt(axis: Axis, given: number | undefined): number | null {
  return typeof axis === 'number' ? axis : (given ?? null);
}

function expectFourAxes({ dimensions }: DeclaredValue, refuse: Refuse): readonly Axis[] {
  if (dimensions === null) throw refuse('expected the shape of a picture, and the file does not say one');
  if (dimensions.length === 4) return dimensions;
  const drawn = dimensions.map((axis) => axis ?? 'any').join(' x ');
  if (dimensions.length < 3) throw refuse(`it takes ${drawn || 'single'} numbers, not a picture`);
  throw refuse(
    `expected four axes (batch, channels and sides), it takes ${dimensions.length} (${drawn}), not a picture`,
  );
}

interface ReadInput {
  readonly name: string;
  /** Without the batch. */
  readonly axes: readonly Axis[];
}

function readChannels(
  network: Network,
  { name, axes }: ReadInput,
  refuse: Refuse,
): Pick<PictureInput, 'layout' | 'channels'> {
  const [first, , last] = axes;
  const isSaid = (axis: Axis): axis is 1 | 3 => axis === 1 || axis === 3;
  const seen = layoutSeen(network, name);
  if (seen === 'channels-first' && isSaid(first)) return { layout: seen, channels: first };
  if (seen === 'channels-last' && isSaid(last)) return { layout: seen, channels: last };
  if (isSaid(first)) return { layout: 'channels-first', channels: first };
  if (isSaid(last)) return { layout: 'channels-last', channels: last };
  const open = seen === 'channels-last' ? last : first;
  if (typeof open !== 'number' && seen) {
    const channels = channelsRead(network, name);
    if (channels === 1 || channels === 3) return { layout: seen, channels };
  }
  const expected = 'expected pictures of one channel (grey) or three (red, green, blue)';
  throw refuse(`${expected}, it takes ${axes.map((axis) => axis ?? 'any').join(' x ')}`);
}

/** What the first operators make of the input: convolutions want channels first, a turn of the axes says that they were last. */
function layoutSeen(network: Network, input: string): PictureInput['layout'] | null {
  for (const node of firstReaders(network, input)) {
    const kind = kindOf(node);
    if (CONVOLUTIONS.has(kind)) return 'channels-first';
    if (kind === 'Transpose') {
      const order = integersAttribute(node, 'perm')?.join();
      if (order === '0,3,1,2') return 'channels-last';
      if (order === '0,2,3,1') return 'channels-first';
      return null;
    }
  }
  return null;
}

const CONVOLUTIONS: ReadonlySet<string> = new Set(['Conv', 'ConvInteger', 'QLinearConv']);

/** What reads the input, and what reads that, the nearest first: scaling, padding and quantising stand before the first convolution. */
function* firstReaders(network: Network, input: string): Generator<FileNode, void, undefined> {
  const met = new Set<FileNode>();
  const values = new Set([input]);
  for (const value of values) {
    for (const node of network.readersOf(value)) {
      if (met.has(node)) continue;
      if (met.size >= LONGEST_WAY) return;
      met.add(node);
      yield node;
      if (node.outputs[0]) values.add(node.outputs[0]);
    }
  }
}

/** Of the first convolution's kernels. */
function channelsRead(network: Network, input: string): number | null {
  for (const node of firstReaders(network, input)) {
    if (kindOf(node) !== 'Conv') continue;
    const [, channels = null] = network.constantOf(node.inputs[1] ?? '')?.dimensions ?? [];
    return channels;
  }
  return null;
}

/** The layout of a value of four axes: what turned it last, or what made it, says so; else it is the input's. */
export function layoutOfValue(network: Network, value: string, input: PictureInput): PictureInput['layout'] {
  const { maker } = network.wayBack(value, (node) => layoutGiven(node) === null);
  return (maker && layoutGiven(maker)) ?? input.layout;
}

function layoutGiven(node: FileNode): PictureInput['layout'] | null {
  const kind = kindOf(node);
  if (PLANAR.has(kind)) return 'channels-first';
  const order = kind === 'Transpose' ? integersAttribute(node, 'perm')?.join() : undefined;
  if (order === '0,2,3,1') return 'channels-last';
  return order === '0,3,1,2' ? 'channels-first' : null;
}

/** Operators that read pictures with their channels first, and give such. */
const PLANAR: ReadonlySet<string> = new Set([
  ...CONVOLUTIONS,
  'MaxPool',
  'AveragePool',
  'com.microsoft:QLinearAveragePool',
  'GlobalAveragePool',
]);
