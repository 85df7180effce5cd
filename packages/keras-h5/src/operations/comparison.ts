import { GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, within } from '../layer-call.js';
import { combine, operand } from './arithmetic.js';
import { type Operation, operation, unary } from './define-operation.js';

type Comparison = 'greater' | 'greater-equal' | 'less' | 'less-equal' | 'equal' | 'not-equal';

/** 1 where it holds, 0 elsewhere: a truth value is a number here. */
export const comparison = (kind: Comparison, parameters: string): Operation =>
  operation(parameters, (call, [left, right]) => {
    const { build } = call;
    const isAbove = (a: unknown, b: unknown, part?: string) =>
      build.activation({ kind: 'step' }, combine(within(call, 'difference'), 'subtract', [a, b]), part);
    const differs = (part?: string) =>
      truth(call, combine(within(call, 'difference'), 'subtract', [left, right]), part);
    switch (kind) {
      case 'greater':
        return isAbove(left, right);
      case 'less':
        return isAbove(right, left);
      case 'greater-equal':
        return opposite(call, isAbove(right, left, 'below'));
      case 'less-equal':
        return opposite(call, isAbove(left, right, 'above'));
      case 'not-equal':
        return differs();
      case 'equal':
        return opposite(call, differs('differs'));
      default:
        return kind satisfies never;
    }
  });

/** A number other than 0 is true. */
export const logic = (kind: 'and' | 'or' | 'xor', parameters: string): Operation =>
  operation(parameters, (call, sides) => {
    const { build } = call;
    const [left, right] = sides.map((side) => truth(call, side, 'truth'));
    if (!left || !right) throw refusal(call, 'expected two values of the network');
    if (kind === 'and') return build.arithmetic('multiply', [left, right]);
    if (kind === 'or') return build.arithmetic('maximum', [left, right]);
    return build.activation({ kind: 'abs' }, build.arithmetic('subtract', [left, right], 'difference'));
  });

export const negation = (parameters: string): Operation =>
  unary(parameters, (call, value) => opposite(call, truth(call, value, 'truth')));

/** The second value where the first is true, the third elsewhere. */
export const choice = (parameters: string): Operation =>
  operation(parameters, (call, [condition, chosen, other]) => {
    if (!(condition instanceof GraphValue))
      throw refusal(call, 'expected a condition that depends on the image');
    const isTrue = call.build.activation({ kind: 'abs' }, condition, 'condition');
    const sides = [chosen, other].map((side) => operand(call, side, condition));
    return call.build.add({ kind: 'select' }, [isTrue, ...sides]);
  });

/** 1 where a number is not 0. */
export function truth(call: LayerCall, value: unknown, part?: string): GraphValue {
  const { build } = call;
  if (!(value instanceof GraphValue)) throw refusal(call, 'expected values of the network');
  return build.activation({ kind: 'step' }, build.activation({ kind: 'abs' }, value, 'size'), part);
}

/** 1 - x */
function opposite({ build }: LayerCall, value: GraphValue): GraphValue {
  return build.add({ kind: 'affine', scale: Float32Array.of(-1), offset: Float32Array.of(1) }, [value]);
}
