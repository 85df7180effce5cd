import { readHead } from '@slc/model-folder';

/** The first bytes of an HDF5 file, and of a ZIP archive such as Keras 3 writes. */
const MAGICS = [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.from('PK\x03\x04', 'latin1')];

/** Of what `MAGICS` and `isOnnx` look at. */
const LONGEST_BEGINNING = 8;

/** Whether there is a file that begins as those do in which Keras and ONNX keep models, whatever it is called. */
export async function isModelFile(path: string): Promise<boolean> {
  const head = await readHead(path, LONGEST_BEGINNING);
  return MAGICS.some((magic) => head.subarray(0, magic.length).equals(magic)) || isOnnx(head);
}

/** Whether a file begins as ONNX files do, or is called as they are and is none of Keras's. */
export async function isOnnxFile(path: string): Promise<boolean> {
  const head = await readHead(path, LONGEST_BEGINNING);
  if (MAGICS.some((magic) => head.subarray(0, magic.length).equals(magic))) return false;
  return /\.onnx$/i.test(path) || isOnnx(head);
}

/**
 * Whether bytes are the beginning of an ONNX file. It has no magic number: it is a protobuf message, which begins with the version of
 * its format, and then names its producer, its domain or its documentation, or begins the graph or the list of operator sets.
 */
export function isOnnx(head: Uint8Array): boolean {
  const [irVersionTag, irVersion = 0, tag = 0] = head;
  return irVersionTag === 0x08 && irVersion > 0 && irVersion < 0x40 && SECOND_TAGS.has(tag);
}

/** ModelProto's fields 2 to 4, 6 to 8 and 14 (its metadata), length-delimited, and 5, a number. */
const SECOND_TAGS: ReadonlySet<number> = new Set([0x12, 0x1a, 0x22, 0x28, 0x32, 0x3a, 0x42, 0x72]);
