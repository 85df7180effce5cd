import { z } from 'zod';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { type Operation, unary } from './define-operation.js';

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
  unary(parameters, (call, value, [spec]) => {
    const [batch, ...items] = withoutEllipsis(spec, value.shape.length + 1);
    assertWholeBatch(call, batch, spec);
    let axis = 0;
    // null for a new axis.
    const cuts = items.map((item) => (item === null ? null : cutOf(call, item, value.shape[axis++] ?? 0)));
    const taken = cuts.filter((cut) => cut !== null);
    const layer = {
      kind: 'slice',
      start: taken.map(({ start }) => start),
      size: taken.map(({ size }) => size),
      step: taken.map(({ step }) => step),
    } as const;
    const shape = cuts.flatMap((cut) => (cut === null ? [1] : cut.isDropped ? [] : [cut.size]));
    if (shape.length === layer.size.length && shape.every((size, i) => size === layer.size[i])) {
      return call.build.add(layer, [value]);
    }
    const part = call.build.add(layer, [value], 'part');
    return call.build.add({ kind: 'reshape', shape: shape.length > 0 ? shape : [1] }, [part]);
  });

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
  if (batch === null) throw refusal(call, `slice ${show(spec)}: expected the batch to stay first`);
  const { success, data } = plainSlice.safeParse(batch);
  if (success && (data.start ?? 0) === 0 && (data.stop ?? null) === null && (data.step ?? 1) === 1) return;
  throw refusal(call, `slice ${show(spec)}: expected the whole batch`);
}

function cutOf(call: LayerCall, item: unknown, length: number): Cut {
  if (typeof item === 'number') {
    return { start: item < 0 ? item + length : item, size: 1, step: 1, isDropped: true };
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
