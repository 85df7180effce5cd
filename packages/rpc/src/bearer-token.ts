import { createHash, timingSafeEqual } from 'node:crypto';
import type { Metadata } from '@grpc/grpc-js';
import { SlcError } from '@slc/domain';

/** Sent as plain metadata: grpc-js refuses call credentials on channels without TLS. */
export function bearerHeader(token: string): Readonly<Record<string, string>> {
  return { authorization: `Bearer ${token}` };
}

/**
 * Checks the token of a call, in a time that does not depend on the right one.
 *
 * @throws SlcError `unauthenticated`
 */
export function assertBearerToken(metadata: Metadata, expected: string): void {
  const [value] = metadata.get('authorization');
  const [, token] = /^Bearer +(.+)$/i.exec(String(value ?? '')) ?? [];
  if (token !== undefined && timingSafeEqual(digest(token), digest(expected))) return;
  const got = token === undefined ? 'none' : 'another';
  throw new SlcError('unauthenticated', `authorization: expected this worker's bearer token, got ${got}`);
}

/** Has the same length for every text. */
function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
