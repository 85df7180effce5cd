import type { ModelMetadataResponse } from '../../generated/inference/ModelMetadataResponse.js';
import type { AskedModel, ModelMetadata, TensorMetadata } from '../../inference/models.js';
import { INFERENCE } from '../../service-definition.js';
import { unaryMethod } from '../../unary-method.js';
import { word } from '../message-fields.js';
import { DATATYPES } from './datatypes.js';

/** Describes a model's tensors. */
export const modelMetadata = unaryMethod({
  definition: INFERENCE.ModelMetadata,
  toRequest: (asked: AskedModel) => asked,
  fromRequest: ({ name, version }): AskedModel => ({ name, version }),
  // Without properties, whose field holds something else in other servers of the protocol.
  toResponse: ({ name, versions, platform, inputs, outputs }: ModelMetadata): ModelMetadataResponse => ({
    name,
    versions: [...versions],
    platform,
    inputs: inputs.map(toTensorMessage),
    outputs: outputs.map(toTensorMessage),
  }),
  fromResponse: ({ name, versions, platform, inputs, outputs }): ModelMetadata => ({
    name,
    versions,
    platform,
    inputs: inputs.map(fromTensorMessage),
    outputs: outputs.map(fromTensorMessage),
  }),
});

function toTensorMessage({ name, datatype, shape }: TensorMetadata) {
  return { name, datatype, shape: [...shape] };
}

function fromTensorMessage({
  name,
  datatype,
  shape,
}: {
  name: string;
  datatype: string;
  shape: number[];
}): TensorMetadata {
  return { name, datatype: word(datatype, DATATYPES, 'datatype'), shape };
}
