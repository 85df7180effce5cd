import type { ModelConfig as ModelConfigMessage } from '../../generated/inference/ModelConfig.js';
import type { AskedModel, ConfiguredTensor, ModelConfig } from '../../inference/models.js';
import { INFERENCE } from '../../service-definition.js';
import { unaryMethod } from '../../unary-method.js';
import { part } from '../message-fields.js';
import { fromTritonDatatype, toTritonDatatype } from './datatypes.js';

/** What Triton's example clients read beside the metadata. */
export const modelConfig = unaryMethod({
  definition: INFERENCE.ModelConfig,
  toRequest: (asked: AskedModel) => asked,
  fromRequest: ({ name, version }): AskedModel => ({ name, version }),
  toResponse: ({ input, output, ...model }: ModelConfig): { config: ModelConfigMessage } => ({
    config: {
      ...model,
      input: input.map((tensor) => ({
        ...toTensorMessage(tensor),
        format: tensor.isPicture ? 'FORMAT_NHWC' : 'FORMAT_NONE',
      })),
      output: output.map(toTensorMessage),
    },
  }),
  fromResponse(message): ModelConfig {
    const { name, platform, maxBatchSize, input, output } = part(message.config, 'config');
    return {
      name,
      platform,
      maxBatchSize,
      input: input.map((tensor) => fromTensorMessage(tensor, tensor.format !== 0)),
      output: output.map((tensor) => fromTensorMessage(tensor, false)),
    };
  },
});

function toTensorMessage({ name, datatype, dims }: ConfiguredTensor) {
  return { name, dataType: toTritonDatatype(datatype), dims: [...dims] };
}

function fromTensorMessage(
  { name, dataType, dims }: { name: string; dataType: number; dims: number[] },
  isPicture: boolean,
): ConfiguredTensor {
  return { name, datatype: fromTritonDatatype(dataType), dims, isPicture };
}
