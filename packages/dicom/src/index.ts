export type { Palette } from './photograph/palette.js';
export {
  type ByteOrder,
  type Compression,
  type Photograph,
  type PhotographNote,
  readPhotograph,
} from './photograph/photograph.js';
export type { Colours, SampleKind } from './photograph/sample-kind.js';
export { type DicomFile, type DicomLimits, readDicomFile } from './read/dicom-file.js';
export type { Dataset, DicomElement, Encoding, Span } from './read/elements.js';
export { bytesOf, requireUint16, textOf, uint16sOf } from './read/values.js';
export { nameTag, TAGS } from './tags.js';
export { SOP_CLASSES, TRANSFER_SYNTAXES } from './uids.js';
export {
  type AttributeKeyword,
  type Attributes,
  DICTIONARY,
  type ValueRepresentation,
} from './write/attributes.js';
export { nameBasedUid } from './write/name-based-uid.js';
export { UTF_8 } from './write/text-encoding.js';
export { writeDicomFile } from './write/write-dicom-file.js';
