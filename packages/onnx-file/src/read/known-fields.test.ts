import { describe, expect, it } from 'vitest';
import { bytesOf, integerTensor, node, ones } from '../testing/own-file.js';
import { ownNodeMessage } from '../write/messages.js';
import {
  bytesField,
  integerField,
  type Message,
  message,
  messageField,
  textField,
} from '../write/protobuf.js';
import { cleanMessage, knownFields } from './known-fields.js';
import { readNode } from './node.js';
import { ATTRIBUTE, NODE, TENSOR } from './shapes.js';
import { integersOfTensor, readTensor } from './tensor.js';

const tensor =
  (...fields: readonly Message[]) =>
  () => [...knownFields(bytesOf(message(...fields)), TENSOR)];

describe('fields of ONNX messages', () => {
  it.each<[string, () => unknown, RegExp]>([
    [
      'an enumeration of more than 32 bits, of which protobuf keeps 32',
      tensor(integerField(14, 2 ** 32 + 1)),
      /field 14 of TensorProto: expected a number of 32 bits, got 4294967297/,
    ],
    [
      'one whose last digits are lost in a float',
      tensor(integerField(14, 2 ** 60)),
      /expected a number of 32 bits/,
    ],
    [
      'two of what there is one of, of which protobuf keeps the last',
      tensor(integerField(14, 1), integerField(14, 0)),
      /field 14 of TensorProto: expected one, the file has several/,
    ],
    [
      'a text where a number belongs',
      tensor(textField(14, '1')),
      /expected another kind of value than bytes/,
    ],
    ['an attribute that says two values', () => readNode(nodeOf(bothValues)), /attributes of one value/],
    [
      'an attribute of another type than its value',
      () => readNode(nodeOf(message(attribute, integerField(20, 7)))),
      /attributes of one value/,
    ],
    [
      'two attributes of one name',
      () => readNode(nodeOf(attribute, attribute)),
      /attribute axis: expected one, an operator has several/,
    ],
    ['a name that is no text', () => readTensor(bytesOf(notUtf8)), /names in UTF-8/],
  ])('refuse %s', (_, read, words) => {
    expect(read).toThrow(words);
  });

  it('pass over what ONNX does not have', () => {
    expect([
      ...knownFields(bytesOf(message(textField(99, 'secret'), integerField(2, 1))), TENSOR),
    ]).toHaveLength(1);
  });

  it('prefer a tensor’s raw values, as onnxruntime does', () => {
    const both = message(integerTensor('places', [7]), integerField(7, 9));
    expect(integersOfTensor(readTensor(bytesOf(both)), null)).toEqual([7]);
  });
});

describe('a message for a file of ours', () => {
  it('has no field that ONNX does not know, no documentation and no place in another file', () => {
    const clean = ones('w', 1);
    const stranger = message(clean, textField(12, 'by me'), textField(99, 'secret'), elsewhereFields);
    expect(bytesOf(cleanMessage(bytesOf(stranger), TENSOR))).toEqual(bytesOf(clean));
  });

  it('has none inside its subgraphs either', () => {
    const inner = (more: readonly Message[]) =>
      message(
        textField(1, 'then_branch'),
        messageField(6, message(messageField(1, message(textField(4, 'Relu'), ...more)))),
      );
    const stranger = bytesOf(inner([textField(6, 'by me'), textField(99, 'secret')]));
    expect(bytesOf(cleanMessage(stranger, ATTRIBUTE))).toEqual(bytesOf(inner([])));
  });

  it('is in one piece where nothing is left out', () => {
    const bytes = bytesOf(ownNodeMessage(node('Relu', 'out', ['image'])));
    expect(cleanMessage(bytes, NODE).chunks).toEqual([
      new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length),
    ]);
  });
});

const attribute = message(textField(1, 'axis'), integerField(3, 1));
const bothValues = message(textField(1, 'axis'), integerField(3, 1), integerField(8, 0));
const notUtf8 = bytesField(8, Uint8Array.of(0xff));
const elsewhereFields = messageField(13, message(textField(1, 'location'), textField(2, '/etc/passwd')));

function nodeOf(...attributes: readonly Message[]): Uint8Array {
  return bytesOf(message(textField(4, 'Relu'), ...attributes.map((each) => messageField(5, each))));
}
