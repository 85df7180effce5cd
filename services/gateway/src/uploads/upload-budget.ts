import { AROUND_THE_IMAGE_BYTES } from '@slc/rpc';
import type { Request, RequestHandler, Response } from 'express';
import { overloaded, type WorkerCalls } from '../worker/worker-calls.js';
import { imageTooLarge } from './read-upload.js';

/** Makes a route of a function that answers an upload. The upload leaves memory when `answer` ends. */
export type TakeUpload = (answer: (request: Request, response: Response) => Promise<void>) => RequestHandler;

export type UploadBudget = ReturnType<typeof createUploadBudget>;

/** @param budgetBytes what all uploads in flight together may hold in memory */
export function createUploadBudget(budgetBytes: number, uploadLimitBytes: number) {
  const bodyLimitBytes = uploadLimitBytes + AROUND_THE_IMAGE_BYTES;
  let heldBytes = 0;

  /**
   * Puts the budget in front of `read`, which reads an upload. An upload is refused before it is read when it does not
   * fit beside what is held, when the worker would refuse it, or when it announces too many bytes; it is refused
   * half-way when it becomes too large. Only bytes that have arrived are counted, so a client that announces many bytes
   * and sends none takes no room. They are counted until the upload is answered, whether or not the client reads the answer.
   */
  function guard(read: RequestHandler, worker: Pick<WorkerCalls, 'refusesNow'>): TakeUpload {
    return (answer) => (request, response, next) => {
      const announced = announcedBytes(request) ?? bodyLimitBytes;
      if (announced > bodyLimitBytes) throw imageTooLarge(uploadLimitBytes);
      if (worker.refusesNow() || heldBytes + announced > budgetBytes) throw overloaded();

      if (request.get('expect') !== undefined) response.writeContinue();
      const upload = { heldBytes: 0, isReleased: false };
      const release = (): void => {
        upload.isReleased = true;
        heldBytes -= upload.heldBytes;
        upload.heldBytes = 0;
      };
      request.on('data', (chunk: Buffer) => {
        if (upload.isReleased) return;
        upload.heldBytes += chunk.length;
        heldBytes += chunk.length;
        const isTooLarge = upload.heldBytes > bodyLimitBytes;
        if (!isTooLarge && heldBytes <= budgetBytes) return;
        release();
        // `read` collects no more, and what it has collected can be freed.
        request.unpipe();
        request.removeAllListeners();
        next(isTooLarge ? imageTooLarge(uploadLimitBytes) : overloaded());
      });
      response.once('close', release);
      read(request, response, (fault: unknown) => {
        if (upload.isReleased) return;
        if (fault !== undefined) {
          release();
          next(fault);
          return;
        }
        const answered = answer(request, response).finally(() => {
          dropBody(request);
          release();
        });
        answered.catch(next);
      });
    };
  }

  return { guard, heldBytes: () => heldBytes };
}

const NO_BYTES = Buffer.alloc(0);

/** The request lives until the client has read the answer, and so would the image. */
function dropBody(request: Request): void {
  // Multer keeps the file as long as the request.
  if (request.file) request.file.buffer = NO_BYTES;
  request.body = undefined;
}

/** Null for a body in chunks, which does not say how long it is. */
function announcedBytes(request: Request): number | null {
  const length = Number.parseInt(request.get('content-length') ?? '', 10);
  return Number.isNaN(length) ? null : length;
}
