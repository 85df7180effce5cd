import { z } from 'zod';
import { refusal } from '../compile-protocol.js';
import type { ReadGraphOptions } from '../read-graph.js';

/** Pictures at the network's size in one file: (count, height, width, 3), RGB 0..255. */
export interface PictureFile {
  readonly path: string;
  readonly count: number;
}

/** What the parent asks of the process that measures what int8 needs. */
export interface MeasureOrder extends ReadGraphOptions {
  readonly pictures: PictureFile;
  /** T of float32's logits. */
  readonly temperature: number;
  readonly threads: number;
}

const range = z.tuple([z.number(), z.number()]).readonly();

/** What an int8 network is made from, and what led to it. */
const measuredInt8 = z.object({
  ranges: z.record(z.string(), range).readonly(),
  /** Layers that stay float, in the order in which they are computed. */
  float: z.array(z.string()).readonly(),
  /** How the ranges were chosen. */
  method: z.string(),
  /** Mean divergence of the sample's answers from float32's, in nats: by each way to choose ranges, and with `float`. */
  divergences: z.record(z.string(), z.number()).readonly(),
  divergence: z.number(),
  /** How many layers int8 changes. */
  layers: z.int().positive(),
});

export type MeasuredInt8 = z.infer<typeof measuredInt8>;

const measureStep = z.object({
  kind: z.literal('step'),
  /** 0..1 of the work. */
  share: z.number(),
  what: z.string(),
});

export type MeasureStep = Omit<z.infer<typeof measureStep>, 'kind'>;

export const measureReply = z.discriminatedUnion('kind', [
  measureStep,
  z.object({ kind: z.literal('measured'), measured: measuredInt8 }),
  refusal,
]);

export type MeasureReply = z.infer<typeof measureReply>;
