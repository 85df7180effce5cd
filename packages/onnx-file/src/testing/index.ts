export type { OnnxNode } from '../write/messages.js';
export {
  bytesField,
  integerField,
  type Message,
  message,
  messageField,
  textField,
} from '../write/protobuf.js';
export {
  bytesOf,
  elsewhere,
  integerTensor,
  node,
  type OwnFile,
  ones,
  opset,
  ownFile,
  ownFunction,
} from './own-file.js';
