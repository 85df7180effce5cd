import type { ReadScope } from '../limits.js';
import type { Message } from '../write/protobuf.js';
import { cleanMessage, knownFields } from './known-fields.js';
import { readAttribute, readNode } from './node.js';
import { FUNCTION } from './shapes.js';
import { nameOf } from './wire.js';

/** FunctionProto: an operator that the file makes of others. */
export interface FileFunction {
  /** Of the operator that it is: `domain:operator`, as of a node. */
  readonly operator: string;
  readonly domain: string;
  /** The operators that it is made of, those of its subgraphs too, as `domain:operator`. */
  readonly operators: ReadonlySet<string>;
  /** For a file of ours. */
  readonly message: Message;
}

export function readFunction(bytes: Uint8Array, scope: ReadScope): FileFunction {
  const operators = new Set<string>();
  let [name, domain] = ['', ''];
  for (const field of knownFields(bytes, FUNCTION)) {
    if (field.kind !== 'bytes') continue;
    if (field.number === 1) name = nameOf(field);
    else if (field.number === 10) domain = nameOf(field);
    else if (field.number === 7) {
      for (const each of readNode(field.bytes, scope).operators) operators.add(each);
    } else if (field.number === 11) {
      for (const node of readAttribute(field.bytes, scope)) {
        for (const each of node.operators) operators.add(each);
      }
    }
  }
  return { operator: `${domain}:${name}`, domain, operators, message: cleanMessage(bytes, FUNCTION) };
}
