import { shown } from '@slc/domain';
import { ELEMENT_TYPE_NAMES } from './element-types.js';
import { unsupportedFile } from './faults.js';
import { carries } from './head-operators.js';
import type { Network } from './network.js';
import { kindOf } from './read/node.js';
import { ELEMENT_TYPE } from './write/messages.js';

/**
 * The value to take the classes from: an output, or what it was made of where it ends in a change that only its readers want: a
 * ZipMap, which gives words beside the numbers, or bytes in place of floats.
 *
 * @throws SlcError `unsupported_model` for an output that is no row of numbers, one for each class, in words that say what it is
 */
export function classValue(network: Network, output: string): string {
  const { at: value } = network.wayBack(output, (node) => LAST_CHANGES.has(kindOf(node)));
  const { maker } = network.wayBack(value, (node) => carries(network, node));
  const refuse = (got: string, advice: string) =>
    unsupportedFile(
      `model output ${shown(output)}: expected a number for each class, it gives ${got}: ${advice}`,
    );
  const chosen = maker && CHOSEN.get(kindOf(maker));
  if (chosen) throw refuse(chosen, 'export the network without that');
  const { elementType } = network.file.outputs.find(({ name }) => name === value) ?? {};
  const whole = elementType == null ? undefined : notFloats(elementType);
  if (whole) {
    throw refuse(whole, 'export the network up to its logits or probabilities, which are floats');
  }
  return value;
}

/** None of them makes another row of numbers. */
const LAST_CHANGES: ReadonlySet<string> = new Set(['ai.onnx.ml:ZipMap', 'QuantizeLinear']);

/** What a network says of its classes that is not one number for each. */
const CHOSEN: ReadonlyMap<string, string> = new Map([
  ['ArgMax', 'the number of the top class (ArgMax)'],
  ['ArgMin', 'the number of the last class (ArgMin)'],
  ['TopK', 'the largest, in an order of each picture’s own (TopK)'],
  ['SequenceConstruct', 'a list'],
  ['SplitToSequence', 'a list'],
]);

/** In a row of one number for each class: bfloat16 is a float. */
function notFloats(elementType: number): string | undefined {
  if (elementType === BFLOAT16) return undefined;
  const name = ELEMENT_TYPE_NAMES.get(elementType);
  return elementType === ELEMENT_TYPE.int64 ? `${name}, as the numbers of classes are` : name;
}

const BFLOAT16 = 16;
