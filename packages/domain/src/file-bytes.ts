/**
 * Whether a file has the expected bytes at an offset.
 *
 * @param expected one character a byte, U+0000 to U+00FF
 */
export function hasBytes(bytes: Uint8Array, offset: number, expected: string): boolean {
  if (bytes.length < offset + expected.length) return false;
  for (let i = 0; i < expected.length; i++) {
    if (bytes[offset + i] !== expected.charCodeAt(i)) return false;
  }
  return true;
}
