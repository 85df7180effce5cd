import { z } from 'zod';

export const sentence = z.string().trim().min(1);

/** BCP 47, as far as it is used here: a language, and perhaps a region or script. */
export const languageTag = z.string().regex(/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/, 'expected a language tag');

export const fraction = z.number().min(0).max(1);

export const count = z.int().nonnegative();

export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'expected 64 hex digits');
