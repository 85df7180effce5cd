import { createGunzip, createInflate, type Gunzip, type Inflate } from 'node:zlib';
import { SlcError } from '@slc/domain';
import express, { type Request, type RequestHandler } from 'express';
import multer from 'multer';
import { type BodyLimit, imageLimit } from './body-limit.js';
import type { ReadUpload } from './upload-budget.js';

/** The form's field for the image. */
const IMAGE_FIELD = 'image';

/**
 * Reads one image from a form into memory; it is stored nowhere else. `request.file` is undefined when the form had
 * no file.
 */
export function formUpload(uploadLimitBytes: number): ReadUpload {
  const read = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: uploadLimitBytes, files: 1, fields: 8, fieldSize: 1024, parts: 10 },
  }).single(IMAGE_FIELD);
  return withErrors(read, (fault) => toFormError(fault, imageLimit(uploadLimitBytes)));
}

/**
 * Reads the bare bytes of an image into `request.body`. A compressed body is refused: ten thousand bytes may unpack to
 * ten million.
 */
export function bareUpload(uploadLimitBytes: number): ReadUpload {
  return readBytes(imageLimit(uploadLimitBytes));
}

function readBytes(limit: BodyLimit): ReadUpload {
  const read = express.raw({ type: () => true, limit: limit.bytes, inflate: false });
  return withErrors(read, (fault) => toBodyError(fault, limit));
}

/**
 * Reads a body into `request.body` that may be compressed, as clients of some protocols send it. What it unpacks to has the
 * upload's own limit, and is counted while it is unpacked: ten thousand bytes may unpack to ten million.
 */
export function unpackedUpload(): ReadUpload {
  return (upload, next) => {
    const { request, response, hold, limit } = upload;
    const encoding = request.get('content-encoding')?.toLowerCase() ?? 'identity';
    const unpack = UNPACK.get(encoding)?.();
    if (encoding === 'identity') readBytes(limit)(upload, next);
    else if (unpack === undefined) {
      const message = 'Content-Encoding: expected gzip, deflate or none, got another';
      next(new SlcError('unsupported_media_type', message));
    } else {
      // Neither an upload that is refused half-way nor one whose sender has gone ends this stream.
      response.once('close', () => unpack.destroy());
      const collected = collect(request.pipe(unpack), limit, hold);
      const end = (body: Buffer): void => {
        request.body = body;
        next();
      };
      collected.then(end, (fault: unknown) =>
        next(fault instanceof SlcError ? fault : toBodyError(fault, limit)),
      );
    }
  };
}

/** In HTTP, `deflate` is the format of zlib (https://www.rfc-editor.org/rfc/rfc9110#name-deflate-coding). */
const UNPACK: ReadonlyMap<string, () => Gunzip | Inflate> = new Map([
  ['gzip', createGunzip],
  ['deflate', createInflate],
]);

/** @throws SlcError `image_too_large`; or another error for bytes that cannot be unpacked */
async function collect(
  unpacked: AsyncIterable<Buffer>,
  limit: BodyLimit,
  hold: (bytes: number) => boolean,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of unpacked) {
    bytes += chunk.length;
    if (bytes > limit.bytes) throw limit.exceeded();
    // Without room the upload has been refused already.
    if (!hold(chunk.length)) break;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** @throws SlcError `invalid_request` when the form had no file */
export function uploadedImage(request: Request): Buffer {
  if (request.file) return request.file.buffer;
  throw new SlcError('invalid_request', `field ${IMAGE_FIELD}: expected one file, got none`);
}

function withErrors(read: RequestHandler, toError: (fault: unknown) => SlcError): ReadUpload {
  return ({ request, response }, next) =>
    read(request, response, (fault: unknown) => next(fault === undefined ? undefined : toError(fault)));
}

/** By the `type` of body-parser's errors. */
function toBodyError(cause: unknown, limit: BodyLimit): SlcError {
  const type = cause instanceof Error && 'type' in cause ? cause.type : undefined;
  if (type === 'entity.too.large') return limit.exceeded({ cause });
  if (type === 'encoding.unsupported') {
    const message = 'Content-Encoding: expected none, since images are compressed already, got one';
    return new SlcError('unsupported_media_type', message, { cause });
  }
  const message = 'body: expected the whole bytes of an image, as long and encoded as the headers say';
  return new SlcError('invalid_request', message, { cause });
}

const ANOTHER_FILE = `form: expected one file in the field ${IMAGE_FIELD}, got another field or several files`;
const TOO_MANY_FIELDS = 'form: expected few fields beside the image, got too many';

/** By the `code` of multer's errors. */
const FORM_ERRORS: Readonly<Record<string, string>> = {
  LIMIT_FIELD_COUNT: TOO_MANY_FIELDS,
  LIMIT_PART_COUNT: TOO_MANY_FIELDS,
  LIMIT_FIELD_VALUE: `form: expected short text beside the file of the field ${IMAGE_FIELD}, got a long one`,
  LIMIT_UNEXPECTED_FILE: ANOTHER_FILE,
  LIMIT_FILE_COUNT: ANOTHER_FILE,
};

function toFormError(cause: unknown, limit: BodyLimit): SlcError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'LIMIT_FILE_SIZE') return limit.exceeded({ cause });
  const otherwise = 'form: expected a whole multipart form, got something else or a part of one';
  return new SlcError('invalid_request', FORM_ERRORS[code] ?? otherwise, { cause });
}
