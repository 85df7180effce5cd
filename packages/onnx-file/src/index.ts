export { classMapsModel, classShares, type MapSizes } from './class-maps.js';
export { ExternalFiles, type Snapshot } from './external-data.js';
export { type ClassWeights, findHead, type Head, type MapCandidate } from './find-head.js';
export { MOST_FILES } from './limits.js';
export { Network, takesBytesDynamically } from './network.js';
export { layoutOfValue, type PictureInput, readPictureInput } from './picture-input.js';
export { findRandomOperator } from './random-operators.js';
export { assertRuns } from './read/assert-runs.js';
export { readHollow } from './read/hollow.js';
export { type OnnxFile, readOnnxFile } from './read/model.js';
export {
  type FileNode,
  integerAttribute,
  integersAttribute,
  nodeMessage,
  readNode,
  textAttribute,
} from './read/node.js';
export { type FileTensor, floatsOfTensor, OWN_FILE, rawBytesOf } from './read/tensor.js';
export {
  type LogitsOf,
  type RewriteOptions,
  type RewrittenOutputs,
  rewriteNetwork,
  wholeWeight,
} from './rewrite.js';
export { isOnTheWay, outputValue, PIXELS } from './value-names.js';
export {
  ELEMENT_TYPE,
  externalTensor,
  floatTensor,
  integerTensor,
  numberTensor,
  type OnnxGraph,
  type OnnxNode,
  type OnnxValue,
  onnxModel,
  ownNodeMessage,
} from './write/messages.js';
export { type Chunk, type LazyBytes, type Message, piecesOf, wholeFields } from './write/protobuf.js';
export { replaceNodes } from './write/replace-nodes.js';
