import { SlcError } from '@slc/domain';
import { AROUND_THE_IMAGE_BYTES } from '@slc/rpc';
import type { Request } from 'express';
import { JSON_LENGTH_HEADER, parseJsonLength } from '../http/inference-protocol.js';
import { type BodyLimit, imageLimit } from '../uploads/body-limit.js';

/** A byte as a number in JSON has three digits and a comma at most. */
const CHARACTERS_PER_BYTE = 4;

interface Limits {
  readonly uploadLimitBytes: number;
  readonly uploadBudgetBytes: number;
}

/**
 * How long the body of an inference may be. Its tensors have the limit of every upload, and a body that is JSON may have four
 * times that, since it writes pixels as numbers: 32 pictures of 224 x 224 pixels are 17 MB of text, and 5 MB in memory.
 */
export function inferBodyLimit({ uploadLimitBytes, uploadBudgetBytes }: Limits) {
  // What the budget can never hold would be refused as too much for this moment, and so be tried again.
  const most = Math.min(CHARACTERS_PER_BYTE * uploadLimitBytes + AROUND_THE_IMAGE_BYTES, uploadBudgetBytes);
  return (request: Request): BodyLimit => {
    const header = request.get(JSON_LENGTH_HEADER);
    if (header === undefined) return bodyLimit(most, 'bytes of JSON');
    // No such number: the reading of the body refuses it.
    const jsonBytes = parseJsonLength(header) || 0;
    if (jsonBytes === 0) return imageLimit(uploadLimitBytes);
    return bodyLimit(Math.min(most, uploadLimitBytes + jsonBytes), 'bytes of JSON and tensors');
  };
}

function bodyLimit(bytes: number, ofWhat: string): BodyLimit {
  return { bytes, exceeded: (options) => tooLarge('body', `${bytes} ${ofWhat}`, options) };
}

/** What the JSON of a request may hold. */
export interface JsonLimits {
  /** Of all tensors together, as they are in memory. */
  readonly tensorBytes: number;
  /** Of the JSON beside the numbers that are taken out of it: JSON.parse copies it, and may make two bytes of each. */
  readonly textBytes: number;
}

/** Base64 has four characters for three bytes. */
export function jsonLimits(uploadLimitBytes: number): JsonLimits {
  const textBytes = Math.ceil((4 * uploadLimitBytes) / 3) + AROUND_THE_IMAGE_BYTES;
  return { tensorBytes: uploadLimitBytes, textBytes };
}

/** @param expected how many bytes of what */
export function tooLarge(where: string, expected: string, options?: ErrorOptions): SlcError {
  return new SlcError('image_too_large', `${where}: expected at most ${expected}, got more`, options);
}
