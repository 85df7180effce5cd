import { AROUND_THE_IMAGE_BYTES } from '@slc/rpc';
import type { Request, RequestHandler, Response } from 'express';
import { overloaded, type WorkerCalls } from '../worker/worker-calls.js';
import { type BodyLimit, imageLimit } from './body-limit.js';

/** Makes a route of a function that answers an upload. The upload leaves memory when `answer` ends. */
export type TakeUpload = (answer: AnswerUpload) => RequestHandler;

/** @param keep says how much of the upload is still in memory, where `answer` has made something smaller of it */
export type AnswerUpload = (
  request: Request,
  response: Response,
  keep: (bytes: number) => void,
) => Promise<void>;

/** An upload that is to be read. */
export interface Upload {
  readonly request: Request;
  readonly response: Response;
  /** Of the whole body. */
  readonly limit: BodyLimit;
  /**
   * Counts memory that reading takes beside the bytes that arrive. False: there is no room, the upload has been refused, and
   * what was read of it is to be freed.
   */
  hold(bytes: number): boolean;
}

/** @param next called once, when the upload has been read or cannot be */
export type ReadUpload = (upload: Upload, next: (fault?: unknown) => void) => void;

export type UploadBudget = ReturnType<typeof createUploadBudget>;

/** @param budgetBytes what all uploads in flight together may hold in memory */
export function createUploadBudget(budgetBytes: number, uploadLimitBytes: number) {
  const ofImage = imageLimit(uploadLimitBytes, AROUND_THE_IMAGE_BYTES);
  let heldBytes = 0;

  /**
   * Puts the budget in front of `read`, which reads an upload. An upload is refused before it is read when it does not
   * fit beside what is held, when the worker would refuse it, or when it announces too many bytes; it is refused
   * half-way when it becomes too large. Only bytes that have arrived are counted, so a client that announces many bytes
   * and sends none takes no room. They are counted until the upload is answered, whether or not the client reads the answer.
   *
   * @param limitOf how long the body of a request may be, where that is not an image and the form around it
   */
  function guard(
    read: ReadUpload,
    worker: Pick<WorkerCalls, 'refusesNow'>,
    limitOf: (request: Request) => BodyLimit = () => ofImage,
  ): TakeUpload {
    return (answer) => (request, response, next) => {
      const limit = limitOf(request);
      const announced = announcedBytes(request) ?? ofImage.bytes;
      if (announced > limit.bytes) throw limit.exceeded();
      if (worker.refusesNow() || heldBytes + announced > budgetBytes) throw overloaded();

      if (request.get('expect') !== undefined) response.writeContinue();
      const upload = { arrivedBytes: 0, heldBytes: 0, isReleased: false };
      const keep = (bytes: number): void => {
        if (upload.isReleased) return;
        heldBytes += bytes - upload.heldBytes;
        upload.heldBytes = bytes;
      };
      const release = (): void => {
        keep(0);
        upload.isReleased = true;
      };
      const refuse = (fault: unknown): void => {
        release();
        // `read` collects no more, and what it has collected can be freed.
        request.unpipe();
        request.removeAllListeners();
        next(fault);
      };
      const hold = (bytes: number): boolean => {
        if (upload.isReleased) return false;
        upload.heldBytes += bytes;
        heldBytes += bytes;
        if (heldBytes > budgetBytes) refuse(overloaded());
        return !upload.isReleased;
      };
      request.on('data', (chunk: Buffer) => {
        upload.arrivedBytes += chunk.length;
        if (hold(chunk.length) && upload.arrivedBytes > limit.bytes) refuse(limit.exceeded());
      });
      response.once('close', release);
      const answerRead = (fault?: unknown): void => {
        if (upload.isReleased) return;
        if (fault !== undefined) {
          release();
          next(fault);
          return;
        }
        const answered = answer(request, response, keep).finally(() => {
          dropBody(request);
          release();
        });
        answered.catch(next);
      };
      read({ request, response, limit, hold }, answerRead);
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
