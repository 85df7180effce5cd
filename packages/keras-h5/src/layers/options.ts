import { z } from 'zod';
import { type LayerCall, refusal, show } from '../layer-call.js';

/** Options that only matter while a model is trained or written, or that the layer before has settled. */
const WITHOUT_EFFECT =
  /^(name|trainable|seed|rate|noise_shape|momentum|batch_input_shape|batch_size|seed_generator|autocast|.*_(initializer|regularizer|constraint))$/;

const FLOATS = /^((mixed_)?(float16|bfloat16)|float32|float64)$/;

/**
 * The arithmetic here is float32 whatever the policy was: weights in the file are widened, and a network trained in
 * mixed precision is computed more exactly than it was trained.
 */
const dtype = z
  .union([
    z.string().regex(FLOATS),
    z.object({ config: z.object({ name: z.string().regex(FLOATS) }) }),
    z.null(),
  ])
  .optional();

/** Since Keras 3 every layer may name a quantisation; only none is handled. */
const quantization_config = z.null().optional();

/**
 * Checks a layer's options. What the schema does not name, and training alone does not explain, is refused:
 * an option that is not handled would change the numbers in silence.
 *
 * @throws SlcError `unsupported_model`, naming layer, option and value
 */
export function readOptions<Shape extends z.ZodRawShape>(
  call: LayerCall,
  shape: Shape,
): z.infer<z.ZodObject<Shape>> {
  const relevant = Object.fromEntries(
    Object.entries(call.options).filter(([key]) => key in shape || !WITHOUT_EFFECT.test(key)),
  );
  const result = z.strictObject({ dtype, quantization_config, ...shape }).safeParse(relevant);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => {
      const [option] = issue.path;
      const at = option === undefined ? '' : `${String(option)} = ${show(call.options[String(option)])}: `;
      return `${at}${issue.message}`;
    });
    throw refusal(call, `an option that is not supported: ${faults.join('; ')}`);
  }
  // The schema is `shape` with two more, so its result has every field of `shape`.
  return result.data as z.infer<z.ZodObject<Shape>>;
}

/** Against sizes that no picture has. */
const side = z.int().positive().max(16_384);

const both = (value: number): [number, number] => [value, value];

/** A number for both directions, or one for each: vertical, horizontal. */
export const pair = z
  .union([side.transform(both), z.tuple([side, side]), z.tuple([side]).transform(([value]) => both(value))])
  .describe('one or two numbers');

export const channelsLast = z.literal('channels_last').nullable().optional();

export const padding = z.enum(['valid', 'same']);

/** Axes in Keras count the batch. */
export const axisNumbers = z.union([z.int().transform((axis) => [axis]), z.array(z.int()).min(1)]);
