import { open } from 'node:fs/promises';

/** The first bytes of an HDF5 file, and of a ZIP archive such as Keras 3 writes. */
const MAGICS = [Buffer.from('\x89HDF\r\n\x1a\n', 'latin1'), Buffer.from('PK\x03\x04', 'latin1')];

/** Whether there is a file that begins as those do in which Keras keeps models, whatever it is called. */
export async function isModelFile(path: string): Promise<boolean> {
  // What is missing or may not be read is refused when it is opened, with the reason.
  const file = await open(path).catch(() => null);
  if (!file) return false;
  try {
    const { buffer } = await file.read(Buffer.alloc(8), 0, 8, 0);
    return MAGICS.some((magic) => buffer.subarray(0, magic.length).equals(magic));
  } catch {
    // A folder can be opened, and not read.
    return false;
  } finally {
    await file.close();
  }
}
