import { broadcastShape, type Tensor } from '@slc/layer-graph';
import { type GraphBuilder, GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal } from '../layer-call.js';
import { constantOf, type Operation, operation } from './define-operation.js';

type Arithmetic = 'add' | 'subtract' | 'multiply' | 'divide' | 'power' | 'maximum' | 'minimum';

/** Two values, or a value and a constant in either order. */
export function arithmetic(kind: Arithmetic, parameters: string): Operation {
  return operation(parameters, ([left, right], call, build) => combine(kind, left, right, call, build));
}

export function combine(
  kind: Arithmetic,
  left: unknown,
  right: unknown,
  call: LayerCall,
  build: GraphBuilder,
): GraphValue {
  if (left instanceof GraphValue && right instanceof GraphValue) {
    if (left.shape.length !== right.shape.length) {
      // Here shapes are aligned without the batch, there with it.
      throw refusal(
        call,
        `expected values of as many axes, got ${left.shape.join(' x ')} and ${right.shape.join(' x ')}`,
      );
    }
    return build.add({ kind: 'arithmetic', operation: kind }, [left, right]);
  }
  const [value, given] = left instanceof GraphValue ? [left, right] : [right, left];
  if (!(value instanceof GraphValue)) throw refusal(call, 'expected at least one value of the network');
  const constant = withoutBatch(constantOf(given, call), value, call);
  const isPerChannel =
    constant.shape.length === 0 ||
    (constant.shape.length === 1 && (constant.shape[0] === 1 || constant.shape[0] === value.shape.at(-1)));
  const scaling = isPerChannel ? asScaling(kind, constant.data, left instanceof GraphValue) : null;
  if (scaling) return build.add({ kind: 'affine', ...scaling }, [value]);
  const other = build.constant(constant, 'constant');
  const inputs = left instanceof GraphValue ? [value, other] : [other, value];
  return build.add({ kind: 'arithmetic', operation: kind }, inputs);
}

/** x * scale + offset, where the operation is that. @param isFirst whether x stands before the constant */
function asScaling(
  kind: Arithmetic,
  constant: Float32Array,
  isFirst: boolean,
): { scale: Float32Array; offset: Float32Array } | null {
  const one = Float32Array.of(1);
  const zero = Float32Array.of(0);
  switch (kind) {
    case 'add':
      return { scale: one, offset: constant };
    case 'subtract':
      return isFirst
        ? { scale: one, offset: constant.map((value) => -value) }
        : { scale: Float32Array.of(-1), offset: constant };
    case 'multiply':
      return { scale: constant, offset: zero };
    case 'divide':
      return isFirst ? { scale: constant.map((value) => 1 / value), offset: zero } : null;
    default:
      return null;
  }
}

/** Constants may have an axis for the batch; it must not tell the images apart. */
function withoutBatch({ shape, data }: Tensor, value: GraphValue, call: LayerCall): Tensor {
  const plain = shape.length === value.shape.length + 1 && shape[0] === 1 ? shape.slice(1) : shape;
  if (plain.length > value.shape.length || !broadcastShape(plain, value.shape)) {
    throw refusal(call, `expected a constant that fits ${value.shape.join(' x ')}, got ${shape.join(' x ')}`);
  }
  return { shape: plain, data };
}
