import { z } from 'zod';
import type { DeepReadonly } from './deep-readonly.js';
import { inputSchema } from './input-schema.js';
import { preprocessingSchema } from './preprocessing-schema.js';

/** Something that a file said, and which one, in words for a manifest, such as `config.json (id2label)`. */
const said = <Value extends z.ZodType>(value: Value) => z.object({ value, source: z.string() });

const { channels, shorterSideTo, crop, resize, scale, offset, standardise } = preprocessingSchema.shape;

/** A manifest's `preprocessing`, as far as a file says it. */
const recipe = z.strictObject({
  ...{ channels, shorterSideTo, standardise },
  crop: crop.exactOptional(),
  resize: resize.exactOptional(),
  scale: scale.exactOptional(),
  offset: offset.exactOptional(),
});

/** What of a bare model file its authors wrote down beside it, or inside it. What they did not say is left out. */
export const foundSchema = z.object({
  /** Names in the order of the outputs. */
  classes: said(z.array(z.string())).exactOptional(),
  size: said(inputSchema).exactOptional(),
  recipe: said(recipe)
    .extend({
      /** What else was written down that no recipe of ours does, such as `it has do_pad`: then the recipe is a guess. */
      doubt: z.string().exactOptional(),
      /** Of networks with this layout alone. */
      layout: z.literal('channels-last').exactOptional(),
    })
    .exactOptional(),
  /** What an operator should know of it, a sentence each: which file was not used, which contradicts another. */
  notes: z.array(z.string()).exactOptional(),
});

export type Found = DeepReadonly<z.output<typeof foundSchema>>;
