import { SlcError } from '@slc/domain';
import { isSameShape, type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import type { H5File } from './h5-file.js';
import { invalid } from './invalid.js';

/** Where one weight of a layer is in a file. */
export interface WeightPlace {
  /** Such as `kernel`; null in a file that only has an order. */
  readonly name: string | null;
  readonly path: string;
  /** The layer inside the layer that has it, such as `query`; the layer's own name or nothing where it is its own. */
  readonly part: string;
}

/** Since Keras 3, layers that draw random numbers in training keep the generators' state among their weights. */
const RANDOM_STATE = 'seed_generator_state';

/** The weights of one layer. A definition must take or discard each of them, so that none is ignored in silence. */
export class LayerWeights {
  /** How many numbers were taken. */
  parametersTaken = 0;
  readonly #left: WeightPlace[];
  readonly #taken = new Map<string, Tensor>();
  #wrapped: LayerWeights | undefined;

  /** Of the wrapper around the layer. */
  readonly #outer: LayerWeights | null;

  /** @param layer for messages */
  constructor(
    private readonly file: H5File,
    private readonly layer: string,
    {
      places,
      outer = null,
    }: { readonly places: readonly WeightPlace[]; readonly outer?: LayerWeights | null },
  ) {
    this.#outer = outer;
    this.#left = [...places];
  }

  /** Takes weights of a layer inside the layer. @param names that the generations of Keras have for it */
  takeFrom(names: readonly string[], name: string, shape: Shape): Tensor {
    const label = `${names[0]}/${name}`;
    return this.#takeOnce(label, shape, (place) => names.includes(place.part) && isNamed(place, name));
  }

  /**
   * The weights of the one layer that a wrapper holds. A .h5 file has them among the wrapper's own.
   *
   * @param part under which a .keras file has them
   */
  ofWrapped(part: string): LayerWeights {
    const inner = this.#left.filter((place) => place.name !== null || place.part === part);
    this.#wrapped ??= new LayerWeights(this.file, this.layer, { places: inner, outer: this });
    return this.#wrapped;
  }

  /**
   * Takes a weight. Definitions take them in the order in which Keras makes them, for some files have only that order
   * and no names. A layer that is called twice takes the same weights twice.
   *
   * @param otherName under which other generations of Keras have it
   * @throws SlcError `invalid_model` when it is missing, of another shape or not finite
   */
  take(name: string, shape: Shape, otherName = name): Tensor {
    return this.#takeOnce(name, shape, (place) => isNamed(place, name, otherName));
  }

  /** Takes the next weight under any name; for weights whose names Keras does not fix. */
  takeNext(label: string, shape: Shape): Tensor {
    return this.#takeOnce(label, shape, () => true);
  }

  /** Leaves a weight unread that has no effect at inference time; it counts as a parameter where Keras counts it. */
  discard(name: string): void {
    const found = this.#removePlace((place) => isNamed(place, name), name);
    if (found) this.#count(sizeOf(this.file.tensorShape(found.path)));
  }

  /**
   * Leaves a weight unread as `discard` does, in a file without names the one whose shape fits, and with it whatever such
   * a file has twice.
   */
  discardFitting(name: string, fits: (shape: Shape) => boolean): void {
    for (const place of [...this.#left]) {
      const shape = this.file.tensorShape(place.path);
      const isIt = place.name === null ? fits(shape) : place.name === name;
      if (isIt) this.#count(sizeOf(shape));
      if (isIt || place.name === null) this.#leave(place);
    }
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

  #takeOnce(name: string, shape: Shape, isIt: (place: WeightPlace) => boolean): Tensor {
    const label = `weight ${this.layer}/${name}`;
    const known = this.#taken.get(name);
    if (known) return assertShape(known, shape, `${label}: expected shape ${draw(shape)}, it has`);
    const found = this.#removePlace(isIt, name);
    if (!found) throw invalid(`${label}: expected ${draw(shape)}, the file has none`);
    // The shape is compared before the values are read.
    const stored = { shape: this.file.tensorShape(found.path) };
    assertShape(stored, shape, `${label}: expected shape ${draw(shape)}, file has`);
    const tensor = this.file.tensor(found.path);
    const bad = firstNotFinite(tensor.data);
    if (bad !== -1) throw invalid(`${label}: expected finite values, value ${bad} is ${tensor.data[bad]}`);
    this.#count(tensor.data.length);
    this.#taken.set(name, tensor);
    return tensor;
  }

  #removePlace(isIt: (place: WeightPlace) => boolean, name: string): WeightPlace | undefined {
    const found = this.#left.filter(isIt);
    const [first] = found;
    if (!first) return undefined;
    if (first.name !== null && found.some((place) => place !== first && place.name === first.name)) {
      throw invalid(`weight ${this.layer}/${name}: expected once, the file has several`);
    }
    this.#leave(first);
    return first;
  }

  #leave(place: WeightPlace): void {
    this.#left.splice(this.#left.indexOf(place), 1);
    if (this.#outer) this.#outer.#leave(place);
  }

  #count(parameters: number): void {
    this.parametersTaken += parameters;
    if (this.#outer) this.#outer.#count(parameters);
  }
}

/** A file without names has an order alone, in which the layers take what they have. */
function isNamed({ name }: WeightPlace, ...names: readonly string[]): boolean {
  return name === null || names.includes(name);
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
