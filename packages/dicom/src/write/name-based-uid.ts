import { createHash } from 'node:crypto';

/** Drawn at random, once: names of this product alone mean something under it. */
const NAMESPACE = Buffer.from('7d0c0e5e2f6a4b0f9f3b1a6f0a5b7c51', 'hex');

/**
 * A UID that follows from a name: a UUID of version 5 (RFC 9562) as a whole number under `2.25.` (PS3.5, B.2). The same name gives
 * the same UID on every machine.
 */
export function nameBasedUid(name: string): string {
  const uuid = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest().subarray(0, 16);
  uuid[6] = ((uuid[6] ?? 0) & 0x0f) | 0x50;
  uuid[8] = ((uuid[8] ?? 0) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${uuid.toString('hex')}`)}`;
}
