import { SlcError } from '@slc/domain';
import express, { type Request, type RequestHandler } from 'express';
import multer from 'multer';

/** The one field of the form. */
const IMAGE_FIELD = 'image';

/**
 * Takes one image from a form into memory, where it stays for the time of the request and nowhere else.
 * `request.file` is undefined when there was none.
 */
export function formUpload(uploadLimitBytes: number): RequestHandler {
  const upload = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: uploadLimitBytes, files: 1, fields: 8, fieldSize: 1024, parts: 10 },
  }).single(IMAGE_FIELD);
  return (request, response, next) => {
    upload(request, response, (fault: unknown) =>
      next(fault === undefined ? undefined : toFormError(fault, uploadLimitBytes)),
    );
  };
}

/** Takes the bare bytes of an image, with an image's content type. Nothing is unpacked: ten thousand bytes may hold ten million. */
export function bareUpload(uploadLimitBytes: number): RequestHandler {
  const read = express.raw({ type: () => true, limit: uploadLimitBytes, inflate: false });
  return (request, response, next) => {
    read(request, response, (fault: unknown) =>
      next(fault === undefined ? undefined : toBodyError(fault, uploadLimitBytes)),
    );
  };
}

/** @throws SlcError `invalid_request` when the form had no file */
export function uploadedImage(request: Request): Buffer {
  if (request.file) return request.file.buffer;
  throw new SlcError('invalid_request', `field ${IMAGE_FIELD}: expected one file, got none`);
}

/** Of body-parser, by the `type` of its errors. */
function toBodyError(fault: unknown, uploadLimitBytes: number): SlcError {
  const type = fault instanceof Error && 'type' in fault ? fault.type : undefined;
  if (type === 'entity.too.large') return tooLarge(fault, uploadLimitBytes);
  const options = { cause: fault };
  if (type === 'encoding.unsupported') {
    const message = 'Content-Encoding: expected none, since images are compressed already, got one';
    return new SlcError('unsupported_media_type', message, options);
  }
  const message = 'body: expected the whole bytes of an image, as long and encoded as the headers say';
  return new SlcError('invalid_request', message, options);
}

function tooLarge(cause: unknown, uploadLimitBytes: number): SlcError {
  const message = `image: expected at most ${uploadLimitBytes} bytes, got more`;
  return new SlcError('image_too_large', message, { cause });
}

/** Of multer, by the `code` of its errors. */
function toFormError(fault: unknown, uploadLimitBytes: number): SlcError {
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  if (code === 'LIMIT_FILE_SIZE') return tooLarge(fault, uploadLimitBytes);
  if (code === 'LIMIT_FIELD_COUNT' || code === 'LIMIT_PART_COUNT') {
    const message = 'form: expected few fields beside the image, got too many';
    return new SlcError('invalid_request', message, { cause: fault });
  }
  if (code === 'LIMIT_FIELD_VALUE') {
    const message = `form: expected short text beside the file of the field ${IMAGE_FIELD}, got a long one`;
    return new SlcError('invalid_request', message, { cause: fault });
  }
  if (code === 'LIMIT_UNEXPECTED_FILE' || code === 'LIMIT_FILE_COUNT') {
    return new SlcError(
      'invalid_request',
      `form: expected one file in the field ${IMAGE_FIELD}, got another field or several files`,
      {
        cause: fault,
      },
    );
  }
  return new SlcError(
    'invalid_request',
    'form: expected a whole multipart form, got something else or a part of one',
    {
      cause: fault,
    },
  );
}
