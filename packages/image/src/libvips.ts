import { setFlagsFromString } from 'node:v8';
import sharp from 'sharp';

// Each decoded picture is a megabyte outside V8's heap that V8 takes for growth: a full collection every fourteen pictures,
// a third of the time of the worker's event loop. With room to grow to five times what lives, the quick collections of
// the young generation, which free the pictures as well, come before it. V8 reads this when it next sets a limit.
setFlagsFromString('--heap-growing-percent=400');

// Uploads differ, so a cache of past operations would only keep their pixels alive.
sharp.cache(false);

// One thread an image: requests run beside each other, and the engine needs the other cores.
sharp.concurrency(1);

// libvips reads far more than is accepted here (SVG, GIF, PDF, HEIF ...), each a parser for hostile bytes to try.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    'VipsForeignLoadJpegBuffer',
    'VipsForeignLoadPngBuffer',
    'VipsForeignLoadWebpBuffer',
    'VipsForeignLoadTiffBuffer',
  ],
});

/**
 * sharp, set up for a server that decodes uploads. The settings hold for the whole process,
 * which is why this module alone imports it.
 */
export { sharp };

/**
 * Longest time that libvips may spend on one picture. The slowest honest one (50 million pixels, interlaced,
 * 16 bits) needs about a second; the rest is for a busy machine.
 */
export const LIBVIPS_TIMEOUT_SECONDS = 10;
