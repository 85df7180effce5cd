import { SlcError } from '@slc/domain';
import { isSameShape, type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import type { H5File } from './h5-file.js';
import { invalid } from './invalid.js';

/** Where one weight of a layer is in a file. */
export interface WeightPlace {
  /** Such as `kernel`; null in a file that only has an order. */
  readonly name: string | null;
  readonly path: string;
}

/** Since Keras 3, layers that draw random numbers in training keep the generators' state among their weights. */
const RANDOM_STATE = 'seed_generator_state';

/** The weights of one layer. A definition must take or discard each of them, so that none is ignored in silence. */
export class LayerWeights {
  /** How many numbers were taken. */
  parametersTaken = 0;
  readonly #left: WeightPlace[];
  readonly #taken = new Map<string, Tensor>();

  constructor(
    private readonly file: H5File,
    /** For messages. */
    private readonly layer: string,
    places: readonly WeightPlace[],
  ) {
    this.#left = [...places];
    const names = new Set<string | null>();
    for (const { name } of places) {
      if (names.has(name)) throw invalid(`weight ${layer}/${name}: expected once, the file has several`);
      if (name !== null) names.add(name);
    }
  }

  /**
   * Takes a weight. Definitions take them in the order in which Keras makes them, for some files have only that order
   * and no names. A layer that is called twice takes the same weights twice.
   *
   * @param otherName under which other generations of Keras have it
   * @throws SlcError `invalid_model` when it is missing, of another shape or not finite
   */
  take(name: string, shape: Shape, otherName = name): Tensor {
    return this.#takeOnce(name, shape, (stored) => stored === name || stored === otherName);
  }

  /** Takes the next weight under any name; for weights whose names Keras does not fix. */
  takeNext(label: string, shape: Shape): Tensor {
    return this.#takeOnce(label, shape, () => true);
  }

  /** Leaves a weight unread that has no effect at inference time; it counts as a parameter where Keras counts it. */
  discard(name: string): void {
    const found = this.#removePlace((stored) => stored === name);
    if (found) this.parametersTaken += sizeOf(this.file.tensorShape(found.path));
  }

  /** Leaves all remaining weights unread. */
  discardAll(): void {
    this.#left.length = 0;
  }

  /** @throws SlcError `unsupported_model` when weights are left */
  assertAllTaken(): void {
    const first = this.#left.find(({ name }) => name !== RANDOM_STATE);
    if (!first) return;
    const label = `weight ${this.layer}/${first.name ?? first.path.split('/').at(-1)}`;
    throw new SlcError('unsupported_model', `${label}: the file has it, and nothing uses it`);
  }

  #takeOnce(name: string, shape: Shape, isName: (stored: string) => boolean): Tensor {
    const label = `weight ${this.layer}/${name}`;
    const known = this.#taken.get(name);
    if (known) return assertShape(known, shape, `${label}: expected shape ${draw(shape)}, it has`);
    const found = this.#removePlace(isName);
    if (!found) throw invalid(`${label}: expected ${draw(shape)}, the file has none`);
    // The shape is compared before the values are read.
    const stored = { shape: this.file.tensorShape(found.path) };
    assertShape(stored, shape, `${label}: expected shape ${draw(shape)}, file has`);
    const tensor = this.file.tensor(found.path);
    const bad = firstNotFinite(tensor.data);
    if (bad !== -1) throw invalid(`${label}: expected finite values, value ${bad} is ${tensor.data[bad]}`);
    this.parametersTaken += tensor.data.length;
    this.#taken.set(name, tensor);
    return tensor;
  }

  #removePlace(isName: (stored: string) => boolean): WeightPlace | undefined {
    const index = this.#left.findIndex(({ name }) => name === null || isName(name));
    return index === -1 ? undefined : this.#left.splice(index, 1)[0];
  }
}

function assertShape<T extends { readonly shape: Shape }>(tensor: T, shape: Shape, message: string): T {
  if (!isSameShape(tensor.shape, shape)) throw invalid(`${message} ${draw(tensor.shape)}`);
  return tensor;
}

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
