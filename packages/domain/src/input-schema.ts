import { z } from 'zod';
import { MOST_SIDE_PIXELS } from './input-size.js';

/** Pixels along one side of a picture. */
export const side = z.int().min(1).max(MOST_SIDE_PIXELS);

/** The size of a network's pictures. */
export const inputSchema = z.strictObject({ height: side, width: side });
