import { SlcError } from '@slc/domain';
import express, { type Request, type RequestHandler } from 'express';
import multer from 'multer';

/** The one field of the form. */
export const IMAGE_FIELD = 'image';

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
      next(fault === undefined ? undefined : toUploadError(fault, uploadLimitBytes)),
    );
  };
}

/** Takes the bare bytes of an image, with an image's content type. */
export function bareUpload(uploadLimitBytes: number): RequestHandler {
  const read = express.raw({ type: () => true, limit: uploadLimitBytes });
  return (request, response, next) => {
    read(request, response, (fault: unknown) =>
      next(fault === undefined ? undefined : toUploadError(fault, uploadLimitBytes)),
    );
  };
}

/** @throws SlcError `invalid_request` when the form had no file */
export function uploadedImage(request: Request): Buffer {
  if (request.file) return request.file.buffer;
  throw new SlcError('invalid_request', `field ${IMAGE_FIELD}: expected one file, got none`);
}

function toUploadError(fault: unknown, uploadLimitBytes: number): SlcError {
  const code = fault instanceof Error && 'code' in fault ? fault.code : undefined;
  const type = fault instanceof Error && 'type' in fault ? fault.type : undefined;
  if (code === 'LIMIT_FILE_SIZE' || type === 'entity.too.large') {
    return new SlcError('image_too_large', `image: expected at most ${uploadLimitBytes} bytes, got more`, {
      cause: fault,
    });
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
