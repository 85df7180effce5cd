import { SlcError } from '@slc/domain';

/**
 * All bytes of a body that may be endless.
 *
 * @throws SlcError `image_too_large`
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  { mostBytes, what }: { readonly mostBytes: number; readonly what: string },
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > mostBytes) throw tooLarge(what, mostBytes);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

export function tooLarge(what: string, mostBytes: number): SlcError {
  return new SlcError('image_too_large', `${what}: expected at most ${mostBytes} bytes, got more`);
}
