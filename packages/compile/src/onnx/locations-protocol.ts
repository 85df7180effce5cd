import { z } from 'zod';
import type { ChildLimits } from '../child-limits.js';
import { refusal } from '../compile-protocol.js';

/** What the parent asks of the process that reads where a model's weights are. */
export interface LocationsOrder {
  readonly weightsPath: string;
  readonly limits: ChildLimits;
}

export const locationsReply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('located'), locations: z.array(z.string()) }),
  refusal,
]);

export type LocationsReply = z.infer<typeof locationsReply>;
