import type { ServerMetadata } from '../../inference/models.js';
import { INFERENCE } from '../../service-definition.js';
import { unaryMethod } from '../../unary-method.js';

/** Names the server, and the extensions of the protocol that it has. */
export const serverMetadata = unaryMethod({
  definition: INFERENCE.ServerMetadata,
  answersWhileDraining: true,
  toRequest: () => ({}),
  fromRequest: () => ({}),
  toResponse: ({ extensions, ...server }: ServerMetadata) => ({ ...server, extensions: [...extensions] }),
  fromResponse: (message): ServerMetadata => message,
});
