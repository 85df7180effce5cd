import { SlcError } from '@slc/domain';
import { type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import type { H5File } from './h5-file.js';

/** The weights of one layer. A definition must take or discard each of them, so that none is ignored in silence. */
export interface LayerWeights {
  /**
   * Takes a weight. Definitions take them in the order in which Keras makes them, for some files have only that order
   * and no names. A layer that is called twice takes the same weights twice.
   *
   * @throws SlcError `invalid_model` when it is missing, of another shape or not finite
   */
  take(name: string, shape: Shape): Tensor;
  /** Takes a weight that the generations of Keras name differently. */
  takeAny(names: readonly string[], shape: Shape): Tensor;
  /** Takes the next weight under any name; for weights whose names Keras does not fix. */
  takeNext(label: string, shape: Shape): Tensor;
  /** Leaves a weight unread that has no effect at inference time; it counts as a parameter where Keras counts it. */
  discard(name: string): void;
  /** Leaves all remaining weights unread. */
  discardAll(): void;
  /** @throws SlcError `unsupported_model` when weights are left */
  assertAllTaken(): void;
  /** How many numbers were taken. */
  readonly parametersTaken: number;
}

/** Where one weight of a layer is in a file. */
export interface WeightPlace {
  /** Such as `kernel`; null in a file that only has an order. */
  readonly name: string | null;
  readonly path: string;
}

/** @param layer for messages */
export function openLayerWeights(file: H5File, layer: string, places: readonly WeightPlace[]): LayerWeights {
  const left = [...places];
  const names = new Set<string>();
  for (const { name } of places) {
    if (name === null) continue;
    if (names.has(name)) throw invalid(`weight ${layer}/${name}: expected once, the file has several`);
    names.add(name);
  }
  const taken = new Map<string, Tensor>();
  let parametersTaken = 0;

  function removePlace(names: readonly string[] | 'any'): WeightPlace | undefined {
    const index = left.findIndex(({ name }) => names === 'any' || name === null || names.includes(name));
    return index === -1 ? undefined : left.splice(index, 1)[0];
  }

  function read(label: string, names: readonly string[] | 'any', shape: Shape): Tensor {
    const found = removePlace(names);
    if (!found) throw invalid(`${label}: expected ${draw(shape)}, the file has none`);
    const stored = file.tensorShape(found.path);
    if (stored.length !== shape.length || stored.some((size, i) => size !== shape[i])) {
      throw invalid(`${label}: expected shape ${draw(shape)}, file has ${draw(stored)}`);
    }
    const tensor = file.tensor(found.path);
    const bad = firstNotFinite(tensor.data);
    if (bad !== -1) throw invalid(`${label}: expected finite values, value ${bad} is ${tensor.data[bad]}`);
    parametersTaken += tensor.data.length;
    return tensor;
  }

  function takeOnce(name: string, names: readonly string[] | 'any', shape: Shape): Tensor {
    const label = `weight ${layer}/${name}`;
    const tensor = taken.get(name) ?? read(label, names, shape);
    taken.set(name, tensor);
    if (tensor.shape.some((size, i) => size !== shape[i])) {
      throw invalid(`${label}: expected shape ${draw(shape)}, it has ${draw(tensor.shape)}`);
    }
    return tensor;
  }

  return {
    get parametersTaken() {
      return parametersTaken;
    },
    take: (name, shape) => takeOnce(name, [name], shape),
    takeAny: (names, shape) => takeOnce(names[0] ?? '', names, shape),
    takeNext: (label, shape) => takeOnce(label, 'any', shape),
    discard(name) {
      const found = removePlace([name]);
      if (found) parametersTaken += sizeOf(file.tensorShape(found.path));
    },
    discardAll() {
      left.length = 0;
    },
    assertAllTaken() {
      const [first] = left;
      if (!first) return;
      const name = first.name ?? first.path.split('/').at(-1);
      throw new SlcError(
        'unsupported_model',
        `weight ${layer}/${name}: the file has it, and nothing uses it`,
      );
    },
  };
}

/** For a layer that has no weights of its own in the file, such as another one's activation. */
export const NO_WEIGHTS: LayerWeights = {
  take: (name) => {
    throw new SlcError('unsupported_model', `weight ${name}: expected a layer without weights`);
  },
  takeAny: ([name = '']) => NO_WEIGHTS.take(name, []),
  takeNext: (label) => NO_WEIGHTS.take(label, []),
  discard() {},
  discardAll() {},
  assertAllTaken() {},
  parametersTaken: 0,
};

/** A plain loop: twenty million calls of a function would take a second. @returns -1 when all are finite */
function firstNotFinite(values: Float32Array): number {
  for (let i = 0; i < values.length; i++) {
    // In range; the difference of a number and itself is 0, of infinity or NaN it is NaN.
    const value = values[i] as number;
    if (value - value !== 0) return i;
  }
  return -1;
}

function draw(shape: Shape): string {
  return `[${shape.join(',')}]`;
}

function invalid(message: string): SlcError {
  return new SlcError('invalid_model', message);
}
