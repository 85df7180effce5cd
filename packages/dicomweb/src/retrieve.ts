import { SlcError } from '@slc/domain';
import type { HttpAnswer } from './http/exchange.js';
import { instanceTooLarge, readBody } from './http/read-body.js';
import { ask, type Service } from './http/service.js';
import { parseMediaType } from './multipart/media-type.js';
import { onlyPart } from './multipart/only-part.js';
import type { InstancePlace } from './search.js';

/** As it is stored: without `transfer-syntax` a server may decompress it, and the pixels are then others by a little. */
const AS_STORED = 'multipart/related; type="application/dicom"; transfer-syntax=*';

/**
 * Retrieves one instance as the server keeps it (WADO-RS).
 *
 * @returns a DICOM file
 * @throws SlcError as `ask`; `image_too_large`; `invalid_request` where the answer is no instance
 */
export async function retrieveInstance(
  service: Service,
  { study, series, instance }: InstancePlace,
  { signal, mostBytes }: { readonly signal: AbortSignal; readonly mostBytes: number },
): Promise<Buffer> {
  const path = `/studies/${study}/series/${series}/instances/${instance}`;
  return await ask(
    service,
    { method: 'GET', path, headers: { accept: AS_STORED }, purpose: 'retrieve' },
    { signal, read: (answer) => readInstance(answer, mostBytes) },
  );
}

async function readInstance({ headers, body }: HttpAnswer, mostBytes: number): Promise<Buffer> {
  const type = parseMediaType(headers['content-type']);
  const boundary = type?.parameters.get('boundary');
  if (type?.essence === 'multipart/related' && boundary) return await onlyPart(body, { boundary, mostBytes });
  // Some servers give a lone instance without the parts that were asked for.
  if (type?.essence === 'application/dicom') {
    return await readBody(body, { mostBytes, tooLong: () => instanceTooLarge(mostBytes) });
  }
  const got = type ? type.essence : 'no media type';
  throw new SlcError('invalid_request', `retrieve: expected a DICOM file of a DICOMweb service, got ${got}`);
}
