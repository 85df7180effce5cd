import { describe, expect, it } from 'vitest';
import { fieldsOf, integersIn, textOf } from './wire.js';

const bytes = (...values: readonly number[]) => Uint8Array.from(values);

describe('fieldsOf', () => {
  it('reads numbers, bytes and fixed values, each with its tag', () => {
    const message = bytes(0x08, 0x96, 0x01, 0x12, 0x02, 0x68, 0x69, 0x1d, 0, 0, 0x80, 0x3f);
    const [number, text, fixed] = [...fieldsOf(message)];
    expect(number).toMatchObject({ number: 1, kind: 'integer', value: 150 });
    expect(text && textOf(text)).toBe('hi');
    expect(fixed).toMatchObject({ number: 3, kind: 'fixed', bytes: bytes(0, 0, 0x80, 0x3f) });
    expect([...fieldsOf(message)].flatMap(({ whole }) => [...whole])).toEqual([...message]);
  });

  it('reads negative numbers in their ten bytes', () => {
    const minusOne = bytes(0x08, ...Array<number>(9).fill(0xff), 0x01);
    expect([...fieldsOf(minusOne)]).toMatchObject([{ value: -1 }]);
  });

  it('reads packed integers and those in fields of their own', () => {
    const [packed, single] = [...fieldsOf(bytes(0x0a, 0x03, 0x01, 0x80, 0x01, 0x08, 0x05))];
    expect(packed && integersIn(packed)).toEqual([1, 128]);
    expect(single && integersIn(single)).toEqual([5]);
  });

  it.each([
    ['a field that goes beyond the end', bytes(0x0a, 0x05, 0x01), /goes beyond its end/],
    ['a length of four thousand million', bytes(0x0a, 0xff, 0xff, 0xff, 0xff, 0x0f), /goes beyond its end/],
    ['a negative length', bytes(0x0a, ...Array<number>(9).fill(0xff), 0x01), /goes beyond its end/],
    ['a number without an end', bytes(0x08, ...Array<number>(12).fill(0xff)), /numbers have no end/],
    ['a number that is cut off', bytes(0x08, 0xff), /numbers have no end/],
    ['a tag of more than 32 bits', bytes(0x88, 0x80, 0x80, 0x80, 0x10, 0x01), /no protobuf message/],
    ['a tag that is longer than it need be', bytes(0x88, 0x00, 0x01), /no protobuf message/],
    ['a field without a number', bytes(0x00, 0x01), /no protobuf message/],
    ['a kind of field that protobuf gave up', bytes(0x0b), /no protobuf message/],
  ])('refuses %s', (_, message, words) => {
    expect(() => [...fieldsOf(message)]).toThrow(words);
  });
});
