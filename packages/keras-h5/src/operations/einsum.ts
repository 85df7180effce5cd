import { type Shape, sizeOf, type Tensor } from '@slc/layer-graph';
import { z } from 'zod';
import { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show } from '../layer-call.js';
import { constantOf } from './arithmetic.js';
import { argument, networkValue, type Operation } from './define-operation.js';

/** A function of values alone, which has its equation as an option. */
export const summationByLetters =
  (option: string): Operation =>
  (call, options = {}) => {
    const equation = argument(call, options[option], z.string());
    const values = call.positional
      .flat(1)
      .map((each) => (each instanceof GraphValue ? networkValue(call, each) : constantOf(call, each)));
    return einsum(call, equation, values);
  };

/** One side of a product: its axes by letter, without the batch. */
interface Side {
  readonly value: GraphValue | Tensor;
  readonly axes: string;
}

/**
 * A sum of products, as Einstein's convention writes it: of one value, two, or a value and a constant. The first axis of
 * each value is the batch, which the result has first, too.
 *
 * @throws SlcError `unsupported_model` for an equation that sums over the batch, names an axis twice or has three sides
 */
export function einsum(
  call: LayerCall,
  equation: string,
  values: readonly (GraphValue | Tensor)[],
): GraphValue {
  const { sides, result } = parse(call, equation, values);
  const kept = sides.map((side) => sumAway(call, side, [result, ...others(sides, side)].join('')));
  const [first, second] = kept;
  if (!first) throw refusal(call, `equation ${equation}: expected one or two values`);
  if (!second) return arrange(call, networkSide(call, first), { from: first.axes, to: result });
  if (!(first.value instanceof GraphValue)) return product(call, [second, first], result);
  return product(call, [first, second], result);
}

function others(sides: readonly Side[], side: Side): readonly string[] {
  return sides.filter((each) => each !== side).map(({ axes }) => axes);
}

/** The axes of two sides by what becomes of them. */
interface Roles {
  /** In both sides and in the result: each of their places has a product of its own. */
  readonly together: readonly string[];
  readonly summed: readonly string[];
  readonly rows: readonly string[];
  readonly columns: readonly string[];
  lengths(axes: readonly string[]): readonly number[];
}

/** @param sides the first one is a value of the network */
function product(call: LayerCall, sides: readonly [Side, Side], result: string): GraphValue {
  const [left, right] = sides;
  const shared = [...left.axes].filter((axis) => right.axes.includes(axis));
  const summed = shared.filter((axis) => !result.includes(axis));
  if (summed.length === 0) return withoutSum(call, sides, result);
  const sizes = new Map([...sizesOf(left), ...sizesOf(right)]);
  const roles: Roles = {
    together: shared.filter((axis) => result.includes(axis)),
    summed,
    rows: [...left.axes].filter((axis) => !shared.includes(axis)),
    columns: [...right.axes].filter((axis) => !shared.includes(axis)),
    lengths: (axes) => axes.map((axis) => sizes.get(axis) ?? 1),
  };
  const flat =
    right.value instanceof GraphValue
      ? productOfMatrices(call, sides, roles)
      : productWithConstant(call, networkSide(call, left), {
          left,
          right: right.value,
          axes: right.axes,
          roles,
        });
  const inOrder = [...roles.together, ...roles.rows, ...roles.columns];
  const apart = call.build.reshape(roles.lengths(inOrder), flat, 'apart');
  return arrange(call, apart, { from: inOrder.join(''), to: result });
}

/** Each side as matrices, (together, rows, summed) and (together, summed, columns). */
function productOfMatrices(
  call: LayerCall,
  [left, right]: readonly [Side, Side],
  { together, summed, rows, columns, lengths }: Roles,
): GraphValue {
  const before = together.length > 0 ? [sizeOf(lengths(together))] : [];
  const matrices = (side: Side, groups: readonly (readonly string[])[]) => {
    const to = [...together, ...groups.flat()].join('');
    const turned = arrange(call, networkSide(call, side), { from: side.axes, to, part: 'side' });
    const shape = [...before, ...groups.map((group) => sizeOf(lengths(group)))];
    return call.build.reshape(shape, turned, 'matrices');
  };
  const both = [matrices(left, [rows, summed]), matrices(right, [summed, columns])];
  return call.build.add({ kind: 'matmul' }, both, 'product');
}

/** A constant that is the same at each place is the kernel of a dense layer. */
function productWithConstant(
  call: LayerCall,
  value: GraphValue,
  { left, right, axes, roles }: { left: Side; right: Tensor; axes: string; roles: Roles },
): GraphValue {
  const { together, summed, rows, columns, lengths } = roles;
  if (together.length > 0) {
    throw refusal(call, 'expected a constant that is the same at each place of the sum');
  }
  const to = [...rows, ...summed].join('');
  const turned = arrange(call, value, { from: left.axes, to, part: 'side' });
  const flat = call.build.reshape([...lengths(rows), sizeOf(lengths(summed))], turned, 'flat');
  const shape = [sizeOf(lengths(summed)), sizeOf(lengths(columns))];
  const kernel = { shape, data: matrixOf(right, axes, [...summed, ...columns].join('')) };
  return call.build.add({ kind: 'dense', kernel, bias: null, activation: null }, [flat], 'product');
}

/** A product element by element: each side gets all the result's axes, some of length 1. */
function withoutSum(call: LayerCall, sides: readonly [Side, Side], result: string): GraphValue {
  const spread = sides.map((side) => {
    const present = [...result].filter((axis) => side.axes.includes(axis)).join('');
    const sizes = sizesOf(side);
    const shape = [...result].map((axis) => sizes.get(axis) ?? 1);
    if (!(side.value instanceof GraphValue)) {
      return call.build.constant({ shape, data: matrixOf(side.value, side.axes, present) }, 'constant');
    }
    const turned = arrange(call, side.value, { from: side.axes, to: present, part: 'turned' });
    return call.build.reshape(shape, turned, 'spread');
  });
  return call.build.arithmetic('multiply', spread);
}

/** Brings axes into another order. */
function arrange(
  { build }: LayerCall,
  value: GraphValue,
  { from, to, part }: { readonly from: string; readonly to: string; readonly part?: string },
): GraphValue {
  if (from === to && part !== undefined) return value;
  return build.transpose(
    [...to].map((axis) => from.indexOf(axis)),
    value,
    part,
  );
}

/** Sums over axes that nothing else names. */
function sumAway(call: LayerCall, { value, axes }: Side, needed: string): Side {
  const gone = [...axes].flatMap((axis, i) => (needed.includes(axis) ? [] : [i]));
  if (gone.length === 0) return { value, axes };
  const whole = networkSide(call, { value, axes });
  const sum = { kind: 'reduce', operation: 'sum', axes: gone, keepDims: false } as const;
  const left = [...axes].filter((axis) => needed.includes(axis)).join('');
  const reduced = call.build.add(sum, [whole], 'summed');
  // A sum of everything is (1), which has no letter.
  return { value: left === '' ? call.build.reshape([], reduced, 'single') : reduced, axes: left };
}

function networkSide(call: LayerCall, { value }: Side): GraphValue {
  if (value instanceof GraphValue) return value;
  throw refusal(call, 'expected a constant beside a value of the network, each of its axes in use');
}

function sizesOf({ value, axes }: Side): ReadonlyMap<string, number> {
  return new Map([...axes].map((axis, i) => [axis, value.shape[i] ?? 1]));
}

/** A constant's numbers with its axes in another order. */
function matrixOf({ shape, data }: Tensor, from: string, to: string): Float32Array {
  const order = [...to].map((axis) => from.indexOf(axis));
  const steps = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const sizes = order.map((axis) => shape[axis] ?? 1);
  return Float32Array.from(data, (_, index) => {
    let rest = index;
    let place = 0;
    for (let i = order.length - 1; i >= 0; i--) {
      const size = sizes[i] ?? 1;
      place += (rest % size) * (steps[order[i] ?? 0] ?? 0);
      rest = Math.floor(rest / size);
    }
    return data[place] ?? 0;
  });
}

function parse(call: LayerCall, equation: string, values: readonly (GraphValue | Tensor)[]) {
  const refuse = (why: string) => refusal(call, `equation ${show(equation)}: ${why}`);
  const [given = '', to] = equation.replaceAll(' ', '').split('->');
  const terms = given.split(',');
  if (to === undefined || terms.length !== values.length || values.length > 2) {
    throw refuse(`expected one or two values and a result, got ${values.length} values`);
  }
  const free = freeAxes(terms, values);
  const spell = (term: string) => term.replace('...', free);
  const batches = new Set<string>();
  const sides = values.map((value, i): Side => {
    const axes = spell(terms[i] ?? '');
    if (new Set(axes).size !== axes.length) throw refuse('expected each axis of a value once');
    const isConstant = !(value instanceof GraphValue);
    if (axes.length !== value.shape.length + (isConstant ? 0 : 1)) {
      throw refuse(
        `expected a value of ${axes.length} axes, got ${value.shape.length + (isConstant ? 0 : 1)}`,
      );
    }
    if (isConstant) return { value, axes };
    batches.add(axes[0] ?? '');
    return { value, axes: axes.slice(1) };
  });
  const [batch = ''] = batches;
  const result = spell(to);
  const mixes = sides.some(({ axes }) => axes.includes(batch)) || result.indexOf(batch) !== 0;
  if (batches.size !== 1 || mixes) throw refuse('expected the batch as the first axis of all but constants');
  assertSizes(sides, refuse);
  return { sides, result: result.slice(1) };
}

/** Letters for the axes that an ellipsis stands for. */
function freeAxes(terms: readonly string[], values: readonly { readonly shape: Shape }[]): string {
  const counts = terms.map((term, i) => {
    const value = values[i];
    const rank = (value?.shape.length ?? 0) + (value instanceof GraphValue ? 1 : 0);
    return term.includes('...') ? rank - (term.length - 3) : 0;
  });
  return '0123456789'.slice(0, Math.max(0, ...counts));
}

function assertSizes(sides: readonly Side[], refuse: (why: string) => Error): void {
  const known = new Map<string, number>();
  for (const side of sides) {
    for (const [axis, size] of sizesOf(side)) {
      const other = known.get(axis) ?? size;
      if (other !== size) throw refuse(`axis ${axis} is ${other} and ${size}`);
      known.set(axis, size);
    }
  }
}
