import { SlcError } from '@slc/domain';

/**
 * All bytes of a body that may be endless.
 *
 * @param tooLong what is thrown for one that is longer
 */
export async function readBody(
  body: AsyncIterable<Uint8Array>,
  { mostBytes, tooLong }: { readonly mostBytes: number; readonly tooLong: () => SlcError },
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.length;
    if (bytes > mostBytes) throw tooLong();
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

export function instanceTooLarge(mostBytes: number): SlcError {
  return new SlcError('image_too_large', `retrieve: expected at most ${mostBytes} bytes, got more`);
}
