import type { DecodeLimits } from '@slc/image';

/** Of images that their owner measures with: files of any size, and pictures that take up to 750 MB decoded. */
export const OWN_FILE_LIMITS: DecodeLimits = { maxBytes: Number.POSITIVE_INFINITY, maxPixels: 250_000_000 };
