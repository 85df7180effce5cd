/** Where a superblock holds the end of the file, by its version: the HDF5 file format specification, II.A. */
const END_OF_FILE_AT: Readonly<Record<number, number>> = { 0: 40, 1: 44, 2: 28, 3: 28 };

/**
 * The size that an HDF5 file gives for itself, which is more than it has where it was cut short.
 *
 * @param head the file's first bytes, from the signature on
 * @returns bytes; null where the head does not say
 */
export function declaredHdf5Size(head: Buffer): number | null {
  const version = head[8] ?? -1;
  const at = END_OF_FILE_AT[version];
  const addressBytes = head[version < 2 ? 13 : 9];
  if (at === undefined || addressBytes !== 8 || head.length < at + 8) return null;
  return Number(head.readBigUInt64LE(at));
}
