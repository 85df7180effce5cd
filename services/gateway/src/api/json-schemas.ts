import { manifestSchema } from '@slc/domain';
import { z } from 'zod';
import { namedSchemas } from './schemas.js';

/** A reference to a named schema in the OpenAPI document. */
export function schemaRef(schema: z.ZodType): { $ref: string } {
  return { $ref: componentUri(namedSchemas.get(schema)?.id) };
}

/** The named schemas as JSON Schema, by id. */
export function jsonSchemas(): Record<string, JsonSchema> {
  const { schemas } = z.toJSONSchema(namedSchemas, { uri: componentUri, io: 'output', override });
  // The answer is the manifest as its file has it: the input of the domain's codec.
  const manifest = z.toJSONSchema(manifestSchema, { io: 'input', override });
  const all = { ...schemas, ModelManifest: { ...schemas.ModelManifest, ...manifest } };
  return Object.fromEntries(
    Object.entries(all).map(([id, { $schema: _, $id: __, ...schema }]) => [id, schema]),
  );
}

export type JsonSchema = z.core.JSONSchema.BaseSchema;

/** Leaves out what generators of clients stumble over, and says the same in another way. */
function override({ jsonSchema }: { jsonSchema: JsonSchema }): void {
  // The range of a double's whole numbers is no bound that anybody chose.
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  // A list of a fixed length: openapi-python-client takes no `items` that is a boolean.
  const { items, prefixItems } = jsonSchema;
  if (items === false && prefixItems) {
    delete jsonSchema.items;
    Object.assign(jsonSchema, { minItems: prefixItems.length, maxItems: prefixItems.length });
  }
}

function componentUri(id: string | undefined): string {
  return `#/components/schemas/${id}`;
}
