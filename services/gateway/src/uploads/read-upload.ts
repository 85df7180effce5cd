import { SlcError } from '@slc/domain';
import express, { type Request, type RequestHandler } from 'express';
import multer from 'multer';

/** The form's field for the image. */
const IMAGE_FIELD = 'image';

/**
 * Reads one image from a form into memory; it is stored nowhere else. `request.file` is undefined when the form had
 * no file.
 */
export function formUpload(uploadLimitBytes: number): RequestHandler {
  const read = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: uploadLimitBytes, files: 1, fields: 8, fieldSize: 1024, parts: 10 },
  }).single(IMAGE_FIELD);
  return withErrors(read, (fault) => toFormError(fault, uploadLimitBytes));
}

/**
 * Reads the bare bytes of an image into `request.body`. A compressed body is refused: ten thousand bytes may unpack to
 * ten million.
 */
export function bareUpload(uploadLimitBytes: number): RequestHandler {
  const read = express.raw({ type: () => true, limit: uploadLimitBytes, inflate: false });
  return withErrors(read, (fault) => toBodyError(fault, uploadLimitBytes));
}

/** @throws SlcError `invalid_request` when the form had no file */
export function uploadedImage(request: Request): Buffer {
  if (request.file) return request.file.buffer;
  throw new SlcError('invalid_request', `field ${IMAGE_FIELD}: expected one file, got none`);
}

export function imageTooLarge(uploadLimitBytes: number, options?: ErrorOptions): SlcError {
  const message = `image: expected at most ${uploadLimitBytes} bytes, got more`;
  return new SlcError('image_too_large', message, options);
}

function withErrors(read: RequestHandler, toError: (fault: unknown) => SlcError): RequestHandler {
  return (request, response, next) =>
    read(request, response, (fault: unknown) => next(fault === undefined ? undefined : toError(fault)));
}

/** By the `type` of body-parser's errors. */
function toBodyError(cause: unknown, uploadLimitBytes: number): SlcError {
  const type = cause instanceof Error && 'type' in cause ? cause.type : undefined;
  if (type === 'entity.too.large') return imageTooLarge(uploadLimitBytes, { cause });
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

function toFormError(cause: unknown, uploadLimitBytes: number): SlcError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
  if (code === 'LIMIT_FILE_SIZE') return imageTooLarge(uploadLimitBytes, { cause });
  const otherwise = 'form: expected a whole multipart form, got something else or a part of one';
  return new SlcError('invalid_request', FORM_ERRORS[code] ?? otherwise, { cause });
}
