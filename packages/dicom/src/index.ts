export { type DicomFile, type DicomLimits, readDicomFile } from './read/dicom-file.js';
export type { Dataset, DicomElement, Encoding, Span } from './read/elements.js';
export { bytesOf, textOf, uint16sOf } from './read/values.js';
export { nameTag, TAGS } from './tags.js';
export { TRANSFER_SYNTAXES } from './uids.js';
