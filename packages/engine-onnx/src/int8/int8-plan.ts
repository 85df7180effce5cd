import { type Int8Manifest, SlcError } from '@slc/domain';
import type { Activation, AffineLayer, Layer, LayerGraph, Shape } from '@slc/layer-graph';
import { cutByTheirReader, type Int8Role, int8Roles } from './layer-roles.js';
import { type Step, stepOf } from './step.js';

/** What int8 is written from: the ranges of what `observableLayers` names, and the layers that stay float. */
export type Quantisation = Pick<Int8Manifest, 'ranges' | 'float'>;

/**
 * How a layer is written.
 * float: reads and gives float32.
 * int8: reads bytes and gives bytes, by an operator that computes on them.
 * sum: the same, but what it gives becomes bytes in the one layer that reads it, a relu or clip.
 * bytes: moves or chooses bytes.
 * pixels: its bytes are the pixels themselves, in other steps. Float32 layers read it in float32.
 * cut: its input's values become bytes, whose range ends where the relu or clip does.
 */
export type Encoding = 'float' | 'int8' | 'sum' | 'bytes' | 'pixels' | 'cut';

/** Which layers of a network are written in int8, and in which steps. */
export class Int8Plan {
  readonly #quantisation: Quantisation;
  readonly #layers: ReadonlyMap<string, Layer>;
  readonly #roles: ReadonlyMap<string, Int8Role>;
  readonly #encodings = new Map<string, Encoding>();
  readonly #input: string;

  /**
   * @param layers in topological order; those that are not among them are float
   * @throws SlcError `invalid_model` where a layer that stays float is none of them
   */
  constructor(
    graph: LayerGraph,
    {
      layers,
      shapes,
      quantisation,
    }: {
      readonly layers: readonly Layer[];
      readonly shapes: ReadonlyMap<string, Shape>;
      readonly quantisation: Quantisation;
    },
  ) {
    this.#quantisation = quantisation;
    const unknown = quantisation.float.find((name) => !layers.some((layer) => layer.name === name));
    if (unknown !== undefined) {
      throw new SlcError('invalid_model', `int8: expected a layer ${unknown} to stay float, there is none`);
    }
    this.#layers = new Map(layers.map((layer) => [layer.name, layer]));
    this.#roles = int8Roles(graph, layers, shapes);
    this.#input = layers.find(({ kind }) => kind === 'input')?.name ?? '';
    const readersCut = cutByTheirReader(layers, this.#roles);
    const cutOf = new Map<string, Layer>();
    for (const layer of layers) {
      const [input = ''] = layer.inputs;
      if (readersCut.has(input)) cutOf.set(input, layer);
    }
    for (const layer of layers) this.#encodings.set(layer.name, this.#encode(layer, cutOf.get(layer.name)));
  }

  encodingOf(layerName: string): Encoding {
    return this.#encodings.get(layerName) ?? 'float';
  }

  /**
   * The steps of a layer's bytes.
   *
   * @throws SlcError `invalid_model` where its range was not measured
   */
  stepOf(layerName: string): Step {
    const step = this.#findStep(layerName);
    if (step) return step;
    throw new SlcError('invalid_model', `int8: expected a range of ${layerName}, there is none`);
  }

  #encode(layer: Layer, cut: Layer | undefined): Encoding {
    const { name, inputs } = layer;
    const role = this.#roles.get(name) ?? 'float';
    if (layer.kind === 'input') return 'bytes';
    if (layer.kind === 'affine' && this.#isOfPixels(layer) && pixelStep(layer)) return 'pixels';
    if (role === 'float' || this.#isKeptFloat(layer)) return 'float';
    if (role === 'cuts') return this.#canRead(inputs) ? 'cut' : 'float';
    if (role === 'keeps-range') return this.#isInBytes(inputs[0] ?? '') ? 'bytes' : 'float';
    if (!this.#canRead(inputs)) return 'float';
    if (cut) return this.#isKeptFloat(cut) ? 'float' : 'sum';
    return 'int8';
  }

  #isKeptFloat({ name }: Layer): boolean {
    return this.#quantisation.float.includes(name);
  }

  #isInBytes(layerName: string): boolean {
    const encoding = this.encodingOf(layerName);
    return encoding !== 'float' && encoding !== 'sum';
  }

  /** Whether an operator on bytes can read these layers: pixels whose range lies far from 0 have too few steps. */
  #canRead(inputs: readonly string[]): boolean {
    return inputs.every((name) => {
      const layer = this.#layers.get(name);
      return !(layer?.kind === 'affine' && this.#isOfPixels(layer)) || this.#findStep(name) !== null;
    });
  }

  #isOfPixels({ inputs }: Layer): boolean {
    return inputs[0] === this.#input;
  }

  #findStep(layerName: string): Step | null {
    const layer = this.#layers.get(layerName);
    if (!layer) return this.#measured(layerName);
    if (layer.kind === 'input') return { scale: 1, zeroPoint: 0 };
    if (layer.kind === 'affine' && this.#isOfPixels(layer)) return pixelStep(layer) ?? scaledPixelStep(layer);
    const role = this.#roles.get(layerName);
    if (role === 'keeps-range') return this.#findStep(layer.inputs[0] ?? '');
    const activation =
      layer.kind === 'activation' || layer.kind === 'conv2d' || layer.kind === 'dense'
        ? layer.activation
        : null;
    return this.#measured(layerName, activation);
  }

  #measured(name: string, activation: Activation | null = null): Step | null {
    const range = this.#quantisation.ranges[name];
    if (!range) return null;
    const [low, high] = range;
    if (activation?.kind === 'relu') return stepOf([0, high]);
    if (activation?.kind !== 'clip') return stepOf([low, high]);
    return stepOf([Math.max(low, activation.low), Math.min(high, activation.high)]);
  }
}

/** Of pixel * scale + offset, where a byte stands for 0 in every channel: the pixels then are the bytes. */
function pixelStep({ scale, offset }: AffineLayer): Step | null {
  const [first = 1, ...others] = scale;
  const zeroPoints = [...scale].map((factor, i) => (0 - (offset[i % offset.length] ?? 0)) / factor);
  const zeroPoint = Math.round(zeroPoints[0] ?? 0);
  // Half a level of 255 is what rounding a value to bytes costs anyway.
  const isShared = zeroPoints.every((exact) => Math.abs(exact - zeroPoint) <= 0.5);
  const isOneScale = first > 0 && others.every((factor) => factor === first);
  const isOneOffset = offset.length === 1 || offset.every((shift) => shift === offset[0]);
  const isAByte = zeroPoint >= 0 && zeroPoint <= 255;
  return isShared && isOneScale && isOneOffset && isAByte ? { scale: Math.fround(first), zeroPoint } : null;
}

/** Of pixel * scale + offset as a value like others; null where more than half of the steps would lie between it and 0. */
function scaledPixelStep({ scale, offset }: AffineLayer): Step | null {
  const channels = Math.max(scale.length, offset.length);
  const at = (values: Float32Array, channel: number) => values[values.length === 1 ? 0 : channel] ?? 0;
  const ends = Array.from({ length: channels }, (_, channel) => at(offset, channel)).flatMap(
    (shift, channel) => [shift, 255 * at(scale, channel) + shift],
  );
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const reach = Math.max(high, 0) - Math.min(low, 0);
  return reach <= 2 * (high - low) ? stepOf([low, high]) : null;
}
