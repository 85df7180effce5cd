import { z } from 'zod';

/** The values that an option may have, where they are a short list; else nothing. */
export function describeValues(schema: unknown): string {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault) {
    return describeValues(schema.def.innerType);
  }
  if (schema instanceof z.ZodEnum) return schema.options.join(', ');
  if (schema instanceof z.ZodLiteral) return [...schema.values].join(', ');
  return schema instanceof z.ZodType ? (schema.description ?? '') : '';
}
