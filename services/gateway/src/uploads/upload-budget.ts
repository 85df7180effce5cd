import { SlcError } from '@slc/domain';
import { AROUND_THE_IMAGE_BYTES } from '@slc/rpc';
import type { Request, RequestHandler, Response } from 'express';
import { busy } from '../worker/worker-calls.js';

export interface UploadBudgetOptions {
  /** What all uploads under way may hold in memory. */
  readonly budgetBytes: number;
  /** The largest image. */
  readonly uploadLimitBytes: number;
}

/** Makes a route of what answers an upload. From the end of `answer` on, the upload is no longer in memory. */
export type TakeUpload = (answer: (request: Request, response: Response) => Promise<void>) => RequestHandler;

export interface UploadBudget {
  /** What the uploads under way hold now. */
  readonly heldBytes: number;
  /**
   * Puts the budget in front of what reads an upload. An upload that would not fit beside what is held is refused
   * before it is read, and so is one that nobody could be asked about, and one that says that it is too large; one that
   * becomes too large is refused then. Held is what has really come: whoever announces much and sends nothing takes
   * nothing from the others; and it is held until it has been answered, whether the answer is read or not.
   */
  guard(read: RequestHandler, asker: { refusesNow(): boolean }): TakeUpload;
}

export function createUploadBudget({ budgetBytes, uploadLimitBytes }: UploadBudgetOptions): UploadBudget {
  let heldBytes = 0;

  function guard(read: RequestHandler, asker: { refusesNow(): boolean }): TakeUpload {
    return (answer) => (request, response, next) => {
      const bytes = announcedBytes(request, uploadLimitBytes);
      if (bytes > uploadLimitBytes + AROUND_THE_IMAGE_BYTES) throw tooLarge(uploadLimitBytes);
      if (asker.refusesNow() || heldBytes + bytes > budgetBytes) throw busy();

      if (request.get('expect') !== undefined) response.writeContinue();
      let held = 0;
      let isOver = false;
      // From then on what comes is thrown away.
      const letGo = (): void => {
        isOver = true;
        heldBytes -= held;
        held = 0;
      };
      request.on('data', (chunk: Buffer) => {
        if (isOver) return;
        held += chunk.length;
        heldBytes += chunk.length;
        const isTooLarge = held > uploadLimitBytes + AROUND_THE_IMAGE_BYTES;
        if (!isTooLarge && heldBytes <= budgetBytes) return;
        letGo();
        // Whatever collects it collects no more, and is forgotten with what it has.
        request.unpipe();
        request.removeAllListeners();
        next(isTooLarge ? tooLarge(uploadLimitBytes) : busy());
      });
      response.once('close', letGo);
      read(request, response, (fault: unknown) => {
        if (isOver) return;
        if (fault !== undefined) {
          letGo();
          next(fault);
          return;
        }
        const answered = answer(request, response).finally(() => {
          forget(request);
          letGo();
        });
        answered.catch(next);
      });
    };
  }

  return {
    get heldBytes() {
      return heldBytes;
    },
    guard,
  };
}

/** The request lives until its answer has been read. */
function forget(request: Request): void {
  // What read the form keeps the file for as long.
  if (request.file) request.file.buffer = NOTHING;
  request.body = undefined;
}

const NOTHING = Buffer.alloc(0);

function tooLarge(uploadLimitBytes: number): SlcError {
  return new SlcError('image_too_large', `image: expected at most ${uploadLimitBytes} bytes, got more`);
}

/** What does not say how long it is may be as long as is allowed. */
function announcedBytes(request: Request, uploadLimitBytes: number): number {
  const length = Number.parseInt(request.get('content-length') ?? '', 10);
  return Number.isNaN(length) ? uploadLimitBytes + AROUND_THE_IMAGE_BYTES : length;
}
