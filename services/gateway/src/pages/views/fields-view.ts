import type { JsonSchema } from '../../api/json-schemas.js';
import { fieldMeaning } from '../locales/field-meanings.js';
import type { PageContext } from './page-context.js';
import { asCode, prose } from './prose.js';

export type Schemas = Readonly<Record<string, JsonSchema>>;

/** The fields of a named schema with those of the objects in it: one table. */
export function fieldsView(context: PageContext, name: string, schemas: Schemas) {
  const table = { context, name, schemas };
  const schema = schemas[name] ?? {};
  return {
    name,
    anchor: schemaAnchor(name),
    ...meaningView(context, name, schema),
    rows: [...rowsOf(table, schema, '')],
  };
}

/** It has a hundred fields, which the OpenAPI document describes. */
export const MANIFEST = 'ModelManifest';

export function schemaAnchor(name: string): string {
  return `schema-${name}`;
}

interface Table {
  readonly context: PageContext;
  readonly name: string;
  readonly schemas: Schemas;
}

export interface FieldRow {
  readonly path: string;
  readonly type: ReturnType<typeof prose>;
  /** The table of the schema that it refers to. */
  readonly link: { readonly name: string; readonly href: string } | null;
  readonly meaning: ReturnType<typeof prose>;
  readonly lang: 'en' | null;
}

/** @param path what the names begin with, such as `predictions[].` */
function* rowsOf(table: Table, schema: JsonSchema, path: string): Generator<FieldRow> {
  const { context, schemas } = table;
  for (const [key, value] of Object.entries(schema.properties ?? {})) {
    const property = schemaOf(value);
    const { inner } = withoutNull(property);
    const here = path + key;
    const isOptional = !schema.required?.includes(key);
    const name = referredName(inner);
    // What a schema says of itself holds wherever it is used.
    const isOwn = name === null || property.description !== undefined;
    yield {
      path: here,
      type: prose(typeWords(context, property, isOptional)),
      link: name === null || name === MANIFEST ? null : { name, href: `#${schemaAnchor(name)}` },
      ...(isOwn
        ? meaningView(context, `${table.name}.${here}`, property)
        : meaningView(context, name, schemas[name] ?? {})),
    };
    yield* rowsOf(table, inner, `${here}.`);
    yield* rowsOf(table, schemaOf(inner.items), `${here}[].`);
  }
}

function meaningView({ locale }: PageContext, key: string, { description = '' }: JsonSchema) {
  const { text, lang } = fieldMeaning(locale, key, description);
  return { meaning: prose(text), lang };
}

function typeWords(context: PageContext, schema: JsonSchema, isOptional: boolean): string {
  const { t } = context;
  const { inner, isNullable } = withoutNull(schema);
  const bare = bareType(context, inner);
  const type = isNullable ? t('api.type.nullable', { type: bare }) : bare;
  return isOptional ? t('api.type.optional', { type }) : type;
}

function bareType(context: PageContext, schema: JsonSchema): string {
  const { t } = context;
  const { type, minimum, maximum, enum: values, const: only, items } = schema;
  if (values) return t('api.type.oneOf', { values: asCode(values.map(String)) });
  if (only !== undefined) return asCode([String(only)]);
  if (items) return t('api.type.list', { items: bareType(context, schemaOf(items)) });
  switch (type) {
    case 'number':
      return t(minimum === 0 && maximum === 1 ? 'api.type.fraction' : 'api.type.number');
    case 'integer':
      return t('api.type.integer');
    case 'boolean':
      return t('api.type.boolean');
    case 'string':
      return t('api.type.string');
    default:
      return t('api.type.object');
  }
}

/** zod writes a value that may be null as one of two types, or as a choice of two schemas. */
function withoutNull(schema: JsonSchema): { readonly inner: JsonSchema; readonly isNullable: boolean } {
  const types: unknown = schema.type;
  if (Array.isArray(types)) {
    return { inner: { ...schema, type: types.find((type) => type !== 'null') }, isNullable: true };
  }
  const choices = schema.anyOf?.map(schemaOf) ?? [];
  const inner = choices.find(({ type }) => type !== 'null');
  return choices.length === 2 && inner ? { inner, isNullable: true } : { inner: schema, isNullable: false };
}

function referredName({ $ref }: JsonSchema): string | null {
  return $ref?.split('/').at(-1) ?? null;
}

/** JSON Schema has `true` and `false` for schemas, too, and lists of them. */
function schemaOf(value: JsonSchema['items']): JsonSchema {
  return typeof value === 'object' && !Array.isArray(value) ? value : {};
}
