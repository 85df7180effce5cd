import { z } from 'zod';

/** Pixels along one side of a picture. */
export const side = z.int().min(1).max(4096);

/** The size of a network's pictures. */
export const inputSchema = z.strictObject({ height: side, width: side });
