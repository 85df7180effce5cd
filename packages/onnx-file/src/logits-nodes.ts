import { outputValue } from './value-names.js';
import { ELEMENT_TYPE, floatTensor, integerTensor, type OnnxNode } from './write/messages.js';
import type { Message } from './write/protobuf.js';

/** What becomes of the value that a file gives for its classes. */
export type LogitsOf =
  /** It is one logit a class. */
  | 'logits'
  /** It is the logit of the second of two classes: the first one's is 0. */
  | 'one-logit'
  /** It is one probability a class, of which no softmax was found: their logarithms serve as logits. */
  | 'probabilities'
  /** It is the probability of the second of two classes: the logarithm of its odds serves as the one logit. */
  | 'one-probability';

/** Nodes, and the constants that they read. */
export interface Added {
  readonly nodes: readonly OnnxNode[];
  readonly constants: readonly Message[];
}

export function float(name: string, input: string): OnnxNode {
  return { operator: 'Cast', name, inputs: [input], attributes: { to: ELEMENT_TYPE.float32 } };
}

/** A value as float32 (batch, length). */
export function inRows(name: string, value: string, length: number): Added {
  const [wide, shape] = [`${name}/float`, `${name}/shape`];
  return {
    nodes: [float(wide, value), { operator: 'Reshape', name, inputs: [wide, shape], attributes: {} }],
    constants: [integerTensor(shape, [-1, length])],
  };
}

export interface LogitsSource {
  readonly value: string;
  /** How many numbers the value has for a picture. */
  readonly units: number;
  readonly of: LogitsOf;
}

/** The output of the logits, float32 (batch, classes). */
export function logitsNodes({ value, units, of }: LogitsSource): Added {
  const output = outputValue('logits');
  if (of === 'logits') return inRows(output, value, units);
  const rows = `${output}/rows`;
  const given = inRows(rows, value, units);
  switch (of) {
    case 'one-logit':
      return joined(given, pairNodes(output, rows));
    case 'probabilities':
      return joined(given, logarithmNodes(output, rows, LEAST_PROBABILITY));
    case 'one-probability': {
      const [one, rest] = [`${output}/one`, `${output}/rest`];
      const [itself, against, odds] = [`${output}/itself`, `${output}/against`, `${output}/odds`];
      return joined(
        given,
        { nodes: [node('Sub', rest, one, rows)], constants: [number(one, 1)] },
        logarithmNodes(itself, rows, LEAST_PROBABILITY),
        logarithmNodes(against, rest, LEAST_REST),
        { nodes: [node('Sub', odds, itself, against)], constants: [] },
        pairNodes(output, odds),
      );
    }
  }
}

/** The logits of one picture or several, as those nodes give them. */
export function logitsOfValues(of: LogitsOf, values: readonly number[]): number[] {
  const logarithm = (value: number, least: number) => Math.log(Math.max(value, least));
  switch (of) {
    case 'logits':
      return [...values];
    case 'one-logit':
      return values.flatMap((value) => [0, value]);
    case 'probabilities':
      return values.map((value) => logarithm(value, LEAST_PROBABILITY));
    case 'one-probability':
      return values.flatMap((value) => [
        0,
        logarithm(value, LEAST_PROBABILITY) - logarithm(1 - value, LEAST_REST),
      ]);
  }
}

/** Zero, whose logarithm is no number, is taken for this: about the least that float32 has. */
const LEAST_PROBABILITY = 1e-37;

/** What is left where a probability rounds to 1: half of a float32's step there. */
const LEAST_REST = 2 ** -25;

function joined(...parts: readonly Added[]): Added {
  return {
    nodes: parts.flatMap(({ nodes }) => nodes),
    constants: parts.flatMap(({ constants }) => constants),
  };
}

/** 0 for the first of two classes, the value for the second. */
function pairNodes(output: string, rows: string): Added {
  const zero = `${output}/zero`;
  const pair = { ...node('Concat', output, zero, rows), attributes: { axis: 1 } };
  return { nodes: [node('Sub', zero, rows, rows), pair], constants: [] };
}

function logarithmNodes(output: string, rows: string, least: number): Added {
  const [limit, possible] = [`${output}/least`, `${output}/possible`];
  return {
    nodes: [node('Max', possible, rows, limit), node('Log', output, possible)],
    constants: [number(limit, least)],
  };
}

function number(name: string, value: number): Message {
  return floatTensor(name, { shape: [1, 1], data: Float32Array.of(value) });
}

function node(operator: string, name: string, ...inputs: readonly string[]): OnnxNode {
  return { operator, name, inputs, attributes: {} };
}
