import type { IndexedModel, ModelConfig } from '@slc/rpc';

/** Triton's words for the datatypes in a configuration. */
const TRITON_DATATYPES = {
  BYTES: 'TYPE_STRING',
  UINT8: 'TYPE_UINT8',
  FP32: 'TYPE_FP32',
  BOOL: 'TYPE_BOOL',
} as const;

/** A model's configuration as Triton writes it in JSON: its example programs read it. */
export function toConfigJson({ name, platform, maxBatchSize, input, output }: ModelConfig) {
  return {
    name,
    platform,
    max_batch_size: maxBatchSize,
    input: input.map(({ name, datatype, dims, isPicture }) => ({
      name,
      data_type: TRITON_DATATYPES[datatype],
      format: isPicture ? 'FORMAT_NHWC' : 'FORMAT_NONE',
      dims,
    })),
    output: output.map(({ name, datatype, dims }) => ({ name, data_type: TRITON_DATATYPES[datatype], dims })),
  };
}

export function toIndexJson(models: readonly IndexedModel[]) {
  return models.map(({ name, version, isReady, reason }) => ({
    name,
    version,
    state: isReady ? 'READY' : 'UNAVAILABLE',
    reason,
  }));
}
