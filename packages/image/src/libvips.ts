import sharp from 'sharp';
import { FORMATS } from './formats/index.js';

// Uploads differ, so a cache of past operations would only keep their pixels alive.
sharp.cache(false);

// One thread an image: requests run beside each other, and the engine needs the other cores.
sharp.concurrency(1);

// libvips reads far more formats than this package accepts (SVG, GIF, PDF, HEIF ...), and each parser can be attacked.
sharp.block({ operation: ['VipsForeignLoad'] });
const loaders = Object.values(FORMATS).flatMap((reader) => ('decode' in reader ? [] : reader.libvipsLoader));
sharp.unblock({ operation: loaders });

/**
 * sharp, set up for a server that decodes uploads. The settings hold for libvips in the whole process, so no other
 * module imports sharp.
 */
export { sharp };

/**
 * The longest time that libvips may spend on one picture. The slowest honest one (50 million pixels, interlaced,
 * 16 bits) needs about a second; the rest is for a busy machine.
 */
export const LIBVIPS_TIMEOUT_SECONDS = 10;
