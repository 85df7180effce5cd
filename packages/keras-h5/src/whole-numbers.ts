import type { Layer } from '@slc/layer-graph';
import { z } from 'zod';
import { GraphValue } from './graph-builder.js';
import { type LayerCall, refusal } from './layer-call.js';

/** Graph layers that move numbers and compute nothing. */
const MOVES: ReadonlySet<Layer['kind']> = new Set([
  'identity',
  'reshape',
  'transpose',
  'slice',
  'concat',
  'pad',
]);

/** Layers and functions that give floats, whatever they read. */
const GIVES_FLOATS = new Set([
  'Cast',
  'Rescaling',
  'Normalization',
  'BatchNormalization',
  'LayerNormalization',
  'GroupNormalization',
  'Dense',
  'Conv2D',
  'DepthwiseConv2D',
  'SeparableConv2D',
  'GlobalAveragePooling2D',
  'Divide',
  'TrueDivide',
  'Mean',
  'tf.cast',
  'tf.image.convert_image_dtype',
  'tf.math.divide',
  'tf.math.truediv',
]);

/** Functions that give floats where one of their arguments is one. */
const FOLLOWS_FLOATS = new Set(['Add', 'Subtract', 'Multiply', 'Maximum', 'Minimum', 'Power']);

const floatArray = z.object({ config: z.object({ dtype: z.string().startsWith('float') }) });

/**
 * The values of a network that are whole numbers, as of an input of dtype uint8. The graph computes with floats: what only
 * moves numbers, or makes floats of them, is the same there.
 */
export class WholeNumbers {
  readonly #values = new WeakSet<object>();

  has(value: unknown): boolean {
    return value instanceof GraphValue && this.#values.has(value);
  }

  add(value: GraphValue): void {
    this.#values.add(value);
  }

  /**
   * Follows whole numbers through a call.
   *
   * @param given what the call gives
   * @param added the graph layers that it became
   * @throws SlcError `unsupported_model` for a call that computes with whole numbers, which round and run over
   */
  follow(call: LayerCall, given: readonly object[], added: readonly Layer[]): void {
    const named = Object.values(call.named);
    if (![...call.positional, ...named].flat(2).some((each) => this.has(each))) return;
    if (!this.#stays(call, added)) return;
    for (const value of given) this.#values.add(value);
  }

  #stays(call: LayerCall, added: readonly Layer[]): boolean {
    const { function: name } = call.options;
    const key = call.className === 'TFOpLambda' ? `tf.${name}` : call.className;
    if (GIVES_FLOATS.has(key) || (key === 'Resizing' && call.keras === 2)) return false;
    // Since Keras 3 a resized picture is rounded to whole numbers again, which this way of resizing gives by itself.
    if (key === 'Resizing' && call.options.interpolation === 'nearest') return true;
    const given = [...call.positional, ...Object.values({ ...call.options, ...call.named })];
    if (FOLLOWS_FLOATS.has(key) && given.some((each) => this.#isFloat(each))) return false;
    if (added.every(({ kind }) => MOVES.has(kind))) return true;
    const advice = 'cast them to float32 in the network first';
    throw refusal(call, `computes with whole numbers, as the model's input has them: ${advice}`);
  }

  #isFloat(argument: unknown): boolean {
    if (argument instanceof GraphValue) return !this.has(argument);
    if (typeof argument === 'number') return !Number.isInteger(argument);
    return floatArray.safeParse(argument).success;
  }
}
