import type { OpenApiDocument } from './openapi.js';
import type { OperationId } from './operation-summaries.js';

/** One way in which an answer is written. */
export interface Media {
  readonly schema: { readonly $ref: string };
  readonly examples: Readonly<Record<string, { readonly value: unknown }>>;
}

export interface Operation {
  readonly operationId: OperationId;
  readonly tags: readonly string[];
  readonly summary: string;
  /** By status, and then by media type. */
  readonly responses: Readonly<Record<string, { readonly content: Readonly<Record<string, Media>> }>>;
}

/** The operations of the document, each with its address, such as `GET /livez`. */
export function operationsIn({
  paths,
}: OpenApiDocument): readonly (Operation & { readonly address: string })[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries<Operation>(methods).map(([method, operation]) => ({
      address: `${method.toUpperCase()} ${path}`,
      ...operation,
    })),
  );
}
