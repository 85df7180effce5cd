import { IMAGE_HEAD_BYTES, listImageFormats, recogniseImage, SlcError } from '@slc/domain';
import type { Fault } from './classify-image.js';
import type { Message } from './messages.js';

/** For which files the service would have no other answer: these are not sent. Null for a file that can be sent. */
export async function findFault(file: Blob, limitBytes: number): Promise<SlcError | null> {
  if (file.size > limitBytes) {
    const message = `image: expected at most ${limitBytes} bytes, got ${file.size}`;
    return new SlcError('image_too_large', message);
  }
  try {
    recogniseImage(new Uint8Array(await file.slice(0, IMAGE_HEAD_BYTES).arrayBuffer()));
    return null;
  } catch (fault) {
    // What the browser itself cannot read is left to the service.
    return fault instanceof SlcError ? fault : null;
  }
}

/** A fault that the browser has found, in the words in which the service would have told it. */
export function describeFault({ code, message: detail }: SlcError, message: Message): Fault {
  const formats = listImageFormats(message('word.or'));
  return {
    code,
    title: message(`fault.${code}.title`),
    advice: message(`fault.${code}.advice`, { formats }),
    detail,
  };
}
