import type { Network } from './network.js';
import { knownFields } from './read/known-fields.js';
import { type FileNode, kindOf } from './read/node.js';
import { TENSOR } from './read/shapes.js';
import { type FileTensor, rawBytesOf } from './read/tensor.js';
import { integersIn } from './read/wire.js';

/** Operators that give other values each time. */
const RANDOM = /^:(RandomNormal|RandomNormalLike|RandomUniform|RandomUniformLike|Multinomial|Bernoulli)$/;

/**
 * Finds what makes a network give another answer each time. Running it twice does not show all of it: it may stand in a branch
 * that few pictures take.
 *
 * @param value that the network gives
 * @returns the operator's name; null where there is none
 */
export function findRandomOperator(network: Network, value: string): string | null {
  const nodes = network.neededFor([value]);
  const random = network.operatorsOf(nodes).find((operator) => RANDOM.test(operator));
  if (random !== undefined) return random.slice(1);
  return nodes.some((node) => dropsOut(network, node)) ? 'Dropout in its training mode' : null;
}

/** Without its third input it gives what it is given. */
function dropsOut(network: Network, node: FileNode): boolean {
  const [, , trainingMode = ''] = node.inputs;
  if (kindOf(node) !== 'Dropout' || trainingMode === '') return false;
  const constant = network.constantOf(trainingMode);
  return constant === null || isTrue(constant);
}

function isTrue(tensor: FileTensor): boolean {
  const raw = rawBytesOf(tensor);
  if (raw) return raw.some((byte) => byte !== 0);
  // `int32_data`, which has the truth values of a list.
  return [...knownFields(tensor.message, TENSOR)].some(
    (field) => field.number === 5 && integersIn(field).some((value) => value !== 0),
  );
}
