import type { OpenApiDocument } from '../../api/openapi.js';

interface Operation {
  readonly summary: string;
  readonly requestBody?: { readonly description: string };
  readonly responses: Readonly<Record<string, { readonly description: string }>>;
}

/** The OpenAPI document as a page shows it. */
export function docsView({ info, paths, components }: OpenApiDocument) {
  return {
    title: 'JSON API',
    path: null,
    description: info.description,
    operations: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries<Operation>(methods).map(([method, { summary, requestBody, responses }]) => ({
        method: method.toUpperCase(),
        path,
        summary,
        body: requestBody?.description ?? null,
        responses: Object.entries(responses).map(([status, { description }]) => ({
          status,
          description,
        })),
      })),
    ),
    schemas: Object.entries(components.schemas).map(([name, schema]) => ({
      name,
      json: JSON.stringify(schema, null, 2),
    })),
  };
}
