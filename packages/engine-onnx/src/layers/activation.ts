import type { Activation, Conv2dLayer, DenseLayer } from '@slc/layer-graph';
import { ELEMENT_TYPE } from '@slc/onnx-file';
import type { GraphWriter } from '../graph-writer.js';

const OPERATORS = {
  relu: 'Relu',
  sigmoid: 'Sigmoid',
  tanh: 'Tanh',
  softplus: 'Softplus',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  abs: 'Abs',
  erf: 'Erf',
} as const;

/** The name for a layer's value before its activation, if it has one. */
export function nameBeforeActivation({ name, activation }: Conv2dLayer | DenseLayer): string {
  return activation ? `${name}@linear` : name;
}

/** Whether an activation only cuts values off, as the range of a value in int8 does by itself. */
export function isCutActivation(activation: Activation): boolean {
  // 0 is always a value in int8.
  if (activation.kind === 'clip') return activation.low <= 0 && activation.high >= 0;
  return activation.kind === 'relu';
}

/** Adds the activation, if it has one, of a layer whose value before it has been written. */
export function activate(layer: Conv2dLayer | DenseLayer, writer: GraphWriter): void {
  const { name, activation } = layer;
  if (activation) writeActivation(activation, { name, input: nameBeforeActivation(layer) }, writer);
}

/**
 * Adds the operators of an activation, whatever the layout of its input; `name` is the result's. Sign, Softsign and Selu are
 * spelt in others, because onnxruntime's WebGPU provider lacks the three and would run them on the CPU.
 */
export function writeActivation(
  activation: Activation,
  { name, input }: { readonly name: string; readonly input: string },
  writer: GraphWriter,
): string {
  const number = (what: string, value: number) =>
    writer.floats(`${name}@${what}`, [], Float32Array.of(value));
  /** input * (1 + value) / 2 */
  const halved = (value: string) => {
    const raised = writer.node('Add', `${name}@raised`, [value, number('one', 1)]);
    const doubled = writer.node('Mul', `${name}@doubled`, [input, raised]);
    return writer.node('Mul', name, [doubled, number('half', 0.5)]);
  };
  switch (activation.kind) {
    case 'step': {
      const isAbove = writer.node('Greater', `${name}@above`, [input, number('zero', 0)]);
      return writer.node('Cast', name, [isAbove], { to: ELEMENT_TYPE.float32 });
    }
    case 'softsign': {
      const size = writer.node('Abs', `${name}@size`, [input]);
      return writer.node('Div', name, [
        input,
        writer.node('Add', `${name}@raised`, [size, number('one', 1)]),
      ]);
    }
    case 'swish':
      return writer.node('Mul', name, [input, writer.node('Sigmoid', `${name}@sigmoid`, [input])]);
    case 'gelu': {
      // Spelt as onnxruntime's GeluFusion expects it, which makes one operator of the five.
      const scaled = writer.node('Div', `${name}@scaled`, [input, number('sqrt-2', Math.SQRT2)]);
      return halved(writer.node('Erf', `${name}@erf`, [scaled]));
    }
    case 'gelu-tanh': {
      const square = writer.node('Mul', `${name}@square`, [input, input]);
      const cube = writer.node('Mul', `${name}@cube`, [square, input]);
      const small = writer.node('Mul', `${name}@small`, [cube, number('factor', 0.044715)]);
      const inner = writer.node('Add', `${name}@inner`, [input, small]);
      const factor = number('sqrt-2-pi', Math.sqrt(2 / Math.PI));
      const scaled = writer.node('Mul', `${name}@scaled`, [inner, factor]);
      return halved(writer.node('Tanh', `${name}@tanh`, [scaled]));
    }
    case 'clip': {
      const limits = [number('low', activation.low), number('high', activation.high)];
      return writer.node('Clip', name, [input, ...limits]);
    }
    case 'leaky-relu':
      return writer.node('LeakyRelu', name, [input], { alpha: { float: activation.slope } });
    case 'threshold':
      return writer.node('ThresholdedRelu', name, [input], { alpha: { float: activation.at } });
    case 'elu': {
      const { alpha, scale } = activation;
      const elu = writer.node('Elu', `${name}@elu`, [input], { alpha: { float: alpha } });
      return writer.node('Mul', name, [elu, number('scale', scale)]);
    }
    case 'hard-sigmoid':
      return writer.node('HardSigmoid', name, [input], {
        alpha: { float: activation.slope },
        beta: { float: activation.offset },
      });
    default:
      return writer.node(OPERATORS[activation.kind], name, [input]);
  }
}
