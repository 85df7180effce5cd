import { SlcError } from '@slc/domain';
import { z } from 'zod';
import type { LayerConfig } from '../model-config.js';

/** Options that only matter while a model is trained or written. */
const TRAINING_ONLY =
  /^(name|trainable|seed|rate|noise_shape|momentum|.*_(initializer|regularizer|constraint))$/;

/** Values may be float16 in the file; the arithmetic is float32. */
const dtype = z.literal('float32').optional();

/**
 * Checks a layer's options. What the schema does not name, and training alone does not explain, is refused:
 * an option that is not handled would change the numbers in silence.
 *
 * @throws SlcError `unsupported_model`, naming layer, option and value
 */
export function readOptions<Shape extends z.ZodRawShape>(
  layer: LayerConfig,
  shape: Shape,
): z.infer<z.ZodObject<Shape>> {
  const relevant = Object.fromEntries(
    Object.entries(layer.options).filter(([key]) => key in shape || !TRAINING_ONLY.test(key)),
  );
  const result = z.strictObject({ ...shape, dtype }).safeParse(relevant);
  if (!result.success) {
    const faults = result.error.issues.map((issue) => {
      const [option] = issue.path;
      const at =
        option === undefined ? '' : `${String(option)} = ${JSON.stringify(layer.options[String(option)])}: `;
      return `${at}${issue.message}`;
    });
    throw new SlcError(
      'unsupported_model',
      `layer ${layer.name} (${layer.className}): an option that is not supported: ${faults.join('; ')}`,
    );
  }
  // The schema is `shape` with `dtype` beside it, so its result has every field of `shape`.
  return result.data as z.infer<z.ZodObject<Shape>>;
}

export const channelsLast = z.literal('channels_last').nullable().optional();
export const pair = z.tuple([z.int().positive(), z.int().positive()]);
