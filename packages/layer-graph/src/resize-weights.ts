import type { ResizeLayer, ResizeMethod, Tensor } from './layer-graph.js';

/**
 * The pixel along one axis that `nearest` takes for each place of the result. TensorFlow computes it in float32, with a
 * rounded factor: where a place lies exactly between two pixels, this decides which of the two is taken.
 */
export function nearestPlaces(oldSize: number, size: number): readonly number[] {
  const factor = Math.fround(oldSize / size);
  return Array.from({ length: size }, (_, place) =>
    Math.min(Math.floor(Math.fround((place + 0.5) * factor)), oldSize - 1),
  );
}

/** How large an image becomes along one axis. */
export interface AxisSizes {
  readonly oldSize: number;
  readonly size: number;
}

export type ResizeWay = Pick<ResizeLayer, 'method' | 'antialias'>;

/** Whether an image is resized by weights, along each axis by itself: by a product with a matrix for each. */
export function isWeighted({ method, antialias }: ResizeWay): boolean {
  return method !== 'nearest' && (method !== 'bilinear' || antialias === true);
}

/**
 * What each pixel along one axis counts for in each place of the result, as `tf.image.resize` has it. Each row's sum is 1.
 *
 * @returns (size, oldSize)
 */
export function resizeWeights(layer: ResizeWay, { oldSize, size }: AxisSizes): Tensor {
  const data = new Float32Array(size * oldSize);
  const weigh = weighing(layer, { oldSize, size });
  for (let place = 0; place < size; place++) {
    const row = data.subarray(place * oldSize, (place + 1) * oldSize);
    weigh(place, row);
    const sum = row.reduce((total, weight) => total + weight, 0);
    row.forEach((weight, pixel) => {
      row[pixel] = weight / sum;
    });
  }
  return { shape: [size, oldSize], data };
}

/** Writes what each pixel counts for in one place. The sum may be any number but 0. */
type Weighing = (place: number, row: Float32Array) => void;

/** Positions are rounded to float32 where TensorFlow does so: a kernel may end just before a pixel or just behind it. */
function weighing({ method, antialias }: ResizeWay, { oldSize, size }: AxisSizes): Weighing {
  const factor = Math.fround(oldSize / size);
  if (method === 'area') {
    return (place, row) => coverArea(row, Math.fround(place * factor), Math.fround((place + 1) * factor));
  }
  if (method === 'bicubic' && !antialias) {
    return (place, row) => interpolate(row, Math.fround(Math.fround((place + 0.5) * factor) - 0.5));
  }
  const { radius, at } = KERNELS[method];
  const inverse = Math.fround(1 / Math.fround(size / oldSize));
  const stretch = antialias ? Math.max(inverse, 1) : 1;
  const reach = Math.fround(radius * stretch);
  const shrink = Math.fround(1 / stretch);
  return (place, row) => {
    const centre = Math.fround((place + 0.5) * inverse);
    const first = Math.ceil(Math.fround(Math.fround(centre - reach) - 0.5));
    const last = Math.floor(Math.fround(Math.fround(centre + reach) - 0.5));
    for (let pixel = Math.max(first, 0); pixel <= Math.min(last, row.length - 1); pixel++) {
      row[pixel] = at(Math.abs(Math.fround(Math.fround(pixel + 0.5 - centre) * shrink)));
    }
  };
}

/** The share of each pixel that lies between two positions. */
function coverArea(row: Float32Array, from: number, to: number): void {
  for (let pixel = Math.floor(from); pixel < Math.min(Math.ceil(to), row.length); pixel++) {
    row[pixel] = Math.min(pixel + 1, to) - Math.max(pixel, from);
  }
}

/** Bicubic, at the nearest of the steps that TensorFlow has in a table. */
function interpolate(row: Float32Array, position: number): void {
  const before = Math.floor(position);
  const step = roundHalfToEven((position - before) * BICUBIC_STEPS) / BICUBIC_STEPS;
  for (let pixel = Math.max(before - 1, 0); pixel <= Math.min(before + 2, row.length - 1); pixel++) {
    row[pixel] = keysCubic(Math.abs(pixel - before - step));
  }
}

function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  return value - floor === 0.5 ? floor + (floor % 2) : Math.round(value);
}

/** Steps between two pixels in the table of tensorflow/core/kernels/image/resize_bicubic_op.cc. */
const BICUBIC_STEPS = 1024;

/** What a pixel at some distance counts for, up to a radius. */
interface Kernel {
  readonly radius: number;
  at(distance: number): number;
}

/** Those of tensorflow/core/kernels/image/sampling_kernels.h, by the name of the method. */
const KERNELS: Readonly<Record<Exclude<ResizeMethod, 'area'>, Kernel>> = {
  nearest: { radius: 0.5, at: () => 1 },
  bilinear: { radius: 1, at: (x) => Math.max(1 - x, 0) },
  bicubic: { radius: 2, at: keysCubic },
  mitchellcubic: { radius: 2, at: mitchellCubic },
  gaussian: { radius: 1.5, at: (x) => (x < 1.5 ? Math.exp(-2 * x * x) : 0) },
  lanczos3: { radius: 3, at: (x) => lanczos(x, 3) },
  lanczos5: { radius: 5, at: (x) => lanczos(x, 5) },
};

/** R. G. Keys, 1981, with a = -1/2. */
function keysCubic(x: number): number {
  if (x >= 2) return 0;
  return x >= 1 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : (1.5 * x - 2.5) * x * x + 1;
}

/** D. P. Mitchell and A. N. Netravali, 1988, with B = C = 1/3. */
function mitchellCubic(x: number): number {
  if (x >= 2) return 0;
  return x >= 1 ? ((-7 * x + 36) * x - 60) * (x / 18) + 16 / 9 : ((7 * x - 12) * x * x) / 6 + 8 / 9;
}

function lanczos(x: number, radius: number): number {
  if (x > radius) return 0;
  if (x <= 1e-3) return 1;
  return (radius * Math.sin(Math.PI * x) * Math.sin((Math.PI * x) / radius)) / (Math.PI * x) ** 2;
}
