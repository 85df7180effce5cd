import { isSameShape, type Shape } from '@slc/layer-graph';
import { z } from 'zod';
import type { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { Sizes } from '../sizes.js';
import { anyNetworkValue, type Operation, operation } from './define-operation.js';
import { takeSizes } from './sizes.js';

const bound = z.int().nullable().optional();
const range = z.object({ start: bound, stop: bound, step: bound });
type Range = z.infer<typeof range>;
/** As Keras 3 and Keras 2 write it. */
const plainSlice = z.union([
  z.object({ class_name: z.literal('__slice__'), config: range }).transform(({ config }) => config),
  range.strict(),
]);
const ellipsis = z.union([z.object({ class_name: z.literal('__ellipsis__') }), z.literal('...')]);
const EVERYTHING: Range = { start: null, stop: null, step: null };

/** What is taken along one axis of a value. */
interface Cut {
  readonly start: number;
  readonly size: number;
  readonly step: number;
  /** A single place, whose axis the result has not. */
  readonly isDropped: boolean;
}

/** x[…]: ranges, single places, an ellipsis and new axes. */
export const slicing = (parameters: string): Operation =>
  operation(parameters, (call, [x, spec]) =>
    x instanceof Sizes ? takeSizes(call, x, spec) : slice(call, anyNetworkValue(call, x), spec),
  );

/** One item for each axis of Keras's value, and of null for each new one. */
export function slice(call: LayerCall, value: GraphValue, spec: unknown): GraphValue {
  const items = withoutEllipsis(spec, value.shape.length + 1);
  const axes = items.filter((item) => item !== null);
  if (axes.length > value.shape.length + 1) {
    throw refusal(call, `slice ${show(spec)}: expected at most ${value.shape.length + 1} axes`);
  }
  assertWholeBatch(call, axes[value.batch.axis], spec);
  let place = 0;
  let axis = 0;
  let batchAt = 0;
  const cuts: Cut[] = [];
  const shape: number[] = [];
  for (const item of items) {
    const isBatch = item !== null && place === value.batch.axis;
    if (item !== null) place++;
    if (isBatch) batchAt = shape.length;
    else if (item === null) shape.push(1);
    else {
      const cut = cutOf(call, item, value.shape[axis++] ?? 0);
      cuts.push(cut);
      if (!cut.isDropped) shape.push(cut.size);
    }
  }
  if (items[0] === null) throw refusal(call, `slice ${show(spec)}: expected no new axis before the batch`);
  return take(call, value, { cuts, shape }).withBatchAt(batchAt);
}

function take(
  { build }: LayerCall,
  value: GraphValue,
  { cuts, shape }: { readonly cuts: readonly Cut[]; readonly shape: Shape },
): GraphValue {
  if (cuts.length === 0) return build.reshape(shape, value);
  const layer = {
    kind: 'slice',
    start: cuts.map(({ start }) => start),
    size: cuts.map(({ size }) => size),
    step: cuts.map(({ step }) => step),
  } as const;
  if (isSameShape(shape, layer.size)) return build.add(layer, [value]);
  return build.reshape(shape.length > 0 ? shape : [1], build.add(layer, [value], 'part'));
}

/** The items of a slice with one for each axis, the batch included: an ellipsis and a short list mean whole axes. */
function withoutEllipsis(spec: unknown, rank: number): readonly unknown[] {
  const items: readonly unknown[] = Array.isArray(spec) ? spec : [spec];
  const isEllipsis = (item: unknown) => ellipsis.safeParse(item).success;
  const consuming = items.filter((item) => item !== null && !isEllipsis(item)).length;
  const rest = Array.from({ length: Math.max(0, rank - consuming) }, () => EVERYTHING);
  return items.some(isEllipsis)
    ? items.flatMap((item) => (isEllipsis(item) ? rest : [item]))
    : [...items, ...rest];
}

function assertWholeBatch(call: LayerCall, batch: unknown, spec: unknown): void {
  const { success, data } = plainSlice.safeParse(batch);
  if (success && (data.start ?? 0) === 0 && (data.stop ?? null) === null && (data.step ?? 1) === 1) return;
  throw refusal(call, `slice ${show(spec)}: expected the whole batch`);
}

function cutOf(call: LayerCall, item: unknown, length: number): Cut {
  if (typeof item === 'number') {
    const start = item < 0 ? item + length : item;
    if (start < 0 || start >= length)
      throw refusal(call, `slice: expected one of ${length} places, got ${item}`);
    return { start, size: 1, step: 1, isDropped: true };
  }
  const parsed = plainSlice.safeParse(item);
  if (!parsed.success) throw refusal(call, `slice: ${show(item)} is not supported`);
  return { ...placesOf(parsed.data, length), isDropped: false };
}

/** Python's slice of a list of this length. */
function placesOf({ start, stop, step: given }: Range, length: number): Omit<Cut, 'isDropped'> {
  const step = given ?? 1;
  const [low, high] = step > 0 ? [0, length] : [-1, length - 1];
  const inside = (place: number | null | undefined, fallback: number) => {
    if (place === null || place === undefined) return fallback;
    return Math.min(Math.max(place < 0 ? place + length : place, low), high);
  };
  const first = inside(start, step > 0 ? 0 : length - 1);
  const end = inside(stop, step > 0 ? length : -1);
  return { start: first, size: Math.max(0, Math.ceil((end - first) / step)), step };
}
