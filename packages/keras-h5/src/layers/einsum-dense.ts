import type { Shape } from '@slc/layer-graph';
import { z } from 'zod';
import { inputOf, type LayerCall, refusal } from '../layer-call.js';
import { einsum } from '../operations/einsum.js';
import { activate, activationOption } from './activation.js';
import { defineLayer } from './define-layer.js';

export const einsumDense = defineLayer({
  options: {
    equation: z.string(),
    output_shape: z.union([z.number().transform((only) => [only]), z.array(z.number().nullable())]),
    bias_axes: z.string().nullable(),
    activation: activationOption,
    lora_rank: z.null().optional(),
    lora_alpha: z.unknown().optional(),
    gptq_unpacked_column_size: z.unknown().optional(),
  },
  note: 'the batch first, a kernel that is the same at each place',
  read(call, { equation, output_shape, bias_axes, activation }) {
    const input = inputOf(call);
    const letters = spell(call, equation, input.shape);
    const sizes = sizesOf(letters, input.shape, output_shape);
    const shapeOf = (axes: string) => [...axes].map((axis) => sizes.get(axis) ?? 0);
    const kernel = call.weights.take('kernel', shapeOf(letters.kernel));
    const value = einsum(call, `${letters.input},${letters.kernel}->${letters.output}`, [input, kernel]);
    if (bias_axes === null || bias_axes === '') return activate(call, activation, value);
    // From the first axis that has a bias on; the others among them have 1.
    const first = Math.min(...[...bias_axes].map((axis) => letters.output.indexOf(axis)));
    const shape = [...letters.output.slice(first)].map((axis) =>
      bias_axes.includes(axis) ? (sizes.get(axis) ?? 0) : 1,
    );
    if (first < 1) throw refusal(call, `bias_axes = ${bias_axes}: expected axes of the result but the batch`);
    const bias = call.build.constant(call.weights.take('bias', shape), 'bias');
    return activate(call, activation, call.build.arithmetic('add', [value, bias]));
  },
});

/** The equation's three parts, with letters in place of an ellipsis. */
function spell(call: LayerCall, equation: string, { length }: Shape) {
  const match = /^([a-zA-Z.]+),([a-zA-Z]+)->([a-zA-Z.]+)$/.exec(equation.replaceAll(' ', ''));
  const [, input = '', kernel = '', output = ''] = match ?? [];
  const free = '0123456789'.slice(0, Math.max(0, length + 1 - input.replace('...', '').length));
  const isWhole = match && (input.includes('...') || free === '');
  if (!isWhole) throw refusal(call, `equation ${equation}: expected one for ${length + 1} axes and a kernel`);
  return { input: input.replace('...', free), kernel, output: output.replace('...', free) };
}

/** Sizes by letter: the input's, and those of the result that the kernel adds. */
function sizesOf(
  { input, output }: { readonly input: string; readonly output: string },
  shape: Shape,
  given: readonly (number | null)[],
): ReadonlyMap<string, number> {
  const sizes = new Map<string, number>();
  // `output_shape` is aligned at the end: an ellipsis may stand for more axes.
  for (const [i, axis] of [...output].entries()) {
    const size = given.at(i - output.length);
    if (i > 0 && typeof size === 'number') sizes.set(axis, size);
  }
  for (const [i, axis] of [...input.slice(1)].entries()) sizes.set(axis, shape[i] ?? 0);
  return sizes;
}
