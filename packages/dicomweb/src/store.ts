import { randomUUID } from 'node:crypto';
import { SlcError } from '@slc/domain';
import { isDataset, itemsOf, readJson, valuesOf } from './dicom-json.js';
import type { HttpAnswer } from './http/exchange.js';
import { ask, refused, type Service } from './http/service.js';

/** Statuses whose body says what became of each object: some, or all, were not stored. */
const CONFLICT = 409;

/**
 * Stores DICOM files (STOW-RS) in one request. Storing them again changes nothing, as their UIDs stay the same.
 *
 * @throws SlcError as `ask`; `invalid_request` where the server did not store one, with its reason
 */
export async function storeObjects(
  service: Service,
  files: readonly Uint8Array[],
  signal: AbortSignal,
): Promise<void> {
  const boundary = `slc-${randomUUID()}`;
  const headers = {
    accept: 'application/dicom+json',
    'content-type': `multipart/related; type="application/dicom"; boundary=${boundary}`,
  };
  const body = multipart(files, boundary);
  await ask(
    service,
    // With its length: Orthanc takes no body in chunks for what it is.
    { method: 'POST', path: '/studies', headers, body, purpose: 'store', readStatuses: [CONFLICT] },
    { signal, read: expectStored },
  );
}

function multipart(files: readonly Uint8Array[], boundary: string): Buffer {
  const head = `--${boundary}\r\nContent-Type: application/dicom\r\n\r\n`;
  const parts = files.flatMap((file) => [Buffer.from(head), file, Buffer.from('\r\n')]);
  return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
}

async function expectStored(answer: HttpAnswer): Promise<void> {
  const said = await readJson(answer, 'store').catch((error: unknown) => {
    // A server that was asked for JSON and gave something else may have stored all the same.
    if (error instanceof SlcError && error.code === 'invalid_request') return null;
    throw error;
  });
  const failed = isDataset(said) ? itemsOf(said, TAG.failedSopSequence) : [];
  if (failed.length > 0) {
    const reasons = failed.flatMap((item) => valuesOf(item, TAG.failureReason)).filter(Number.isInteger);
    const words = reasons.length === 0 ? 'without a reason' : `for reason ${reasons.join(', ')}`;
    const objects = failed.length === 1 ? '1 object' : `${failed.length} objects`;
    throw new SlcError('invalid_request', `store: the DICOMweb server refused ${objects} ${words}`);
  }
  if (answer.status === CONFLICT) throw refused({ purpose: 'store' }, answer);
}

const TAG = {
  failureReason: '00081197',
  failedSopSequence: '00081198',
} as const;
