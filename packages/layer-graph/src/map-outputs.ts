import type { GraphOutputs } from './layer-graph.js';

/** The same outputs, each taken from another layer. */
export function mapOutputs(
  { logits, embedding }: GraphOutputs,
  rename: (layerName: string) => string,
): GraphOutputs {
  return { logits: rename(logits), ...(embedding !== undefined && { embedding: rename(embedding) }) };
}
