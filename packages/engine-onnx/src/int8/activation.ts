import type { Activation } from '@slc/layer-graph';
import type { GraphWriter } from '../graph-writer.js';
import { writeActivation } from '../layers/activation.js';
import { type Step, stepOf } from './step.js';

/**
 * Adds an activation of a value in int8, of kinds that onnxruntime computes on bytes. Swish is the product of the value and its
 * sigmoid: both are in int8, where onnxruntime has tables and no exponential.
 */
export function writeInt8Activation(
  activation: Activation,
  { name, input, inputStep }: { readonly name: string; readonly input: string; readonly inputStep: Step },
  writer: GraphWriter,
): void {
  if (activation.kind !== 'swish') {
    writeActivation(activation, { name, input }, writer);
    return;
  }
  const sigmoid = writer.node('Sigmoid', `${name}@sigmoid`, [input]);
  writer.node('Mul', name, [input, writer.rounded(sigmoid, sigmoidStep(inputStep))]);
}

/** From 0 to the sigmoid of the largest value that the bytes can stand for. */
function sigmoidStep({ scale, zeroPoint }: Step): Step {
  return stepOf([0, 1 / (1 + Math.exp(-scale * (255 - zeroPoint)))]);
}
