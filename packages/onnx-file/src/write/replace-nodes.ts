import { fieldsOf } from '../read/wire.js';
import { type Message, message, messageField, wholeFields } from './protobuf.js';

/** ModelProto's graph; GraphProto's nodes, weights, and what is declared of values in between. */
const GRAPH = 7;
const NODES = 1;
const WEIGHTS = 5;
const REPLACED: ReadonlySet<number> = new Set([NODES, WEIGHTS, 13]);

/**
 * A file again, with other nodes and weights: versions, inputs and outputs stay as they are.
 *
 * @param nodes NodeProto messages, in an order in which they can run
 * @param weights TensorProto messages
 */
export function replaceNodes(
  bytes: Uint8Array,
  { nodes, weights }: { readonly nodes: readonly Message[]; readonly weights: readonly Message[] },
): Message {
  return message(
    ...[...fieldsOf(bytes)].map((field) => {
      if (field.number !== GRAPH || field.kind !== 'bytes') return wholeFields([field.whole]);
      const kept = [...fieldsOf(field.bytes)].filter(({ number }) => !REPLACED.has(number));
      const graph = message(
        ...nodes.map((node) => messageField(NODES, node)),
        ...weights.map((tensor) => messageField(WEIGHTS, tensor)),
        wholeFields(kept.map(({ whole }) => whole)),
      );
      return messageField(GRAPH, graph);
    }),
  );
}
