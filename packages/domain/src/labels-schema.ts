import { z } from 'zod';
import { CLASS_NAMES, isClassName } from './class-name.js';
import { KNOWN_CLASSES, LABEL_SETS, type LabelSetName, UNDESCRIBED } from './label-sets.js';
import { type LesionClass, MALIGNANCIES } from './lesion-classes.js';
import { languageTag, sentence } from './words-schema.js';

const texts = z.strictObject({ description: sentence, meaning: sentence });

const classId = z.string().regex(/^[\w.-]{1,64}$/, 'expected 1 to 64 of A–Z a–z 0–9 . _ -');

const ownClass = z.strictObject({
  id: classId,
  name: sentence.refine(isClassName, `expected ${CLASS_NAMES}`),
  malignancy: z.enum(MALIGNANCIES).exactOptional(),
  texts: texts.exactOptional(),
  snomedCt: z
    .string()
    .regex(/^\d{6,18}$/)
    .exactOptional(),
  icd10: z.string().min(1).exactOptional(),
  translations: z
    .record(languageTag, z.strictObject({ name: sentence, texts: texts.exactOptional() }))
    .exactOptional(),
});

const labelSet = z.enum(Object.keys(LABEL_SETS) as [LabelSetName, ...LabelSetName[]]);

const knownClass = z.enum([...KNOWN_CLASSES.keys()] as [string, ...string[]]);

const labelsJson = z
  .union(
    [
      labelSet,
      z
        .array(z.union([knownClass, ownClass]))
        .min(2)
        .max(1_000),
    ],
    {
      error: `expected a label set (${labelSet.options.join(', ')}), or 2 to 1,000 classes, each the id of a known class (${knownClass.options.join(', ')}) or {id, name, malignancy?, texts?}`,
    },
  )
  .describe('The classes in the order of the network’s outputs: a label set by its name, or each class.');

const resolvedLabels = z
  .custom<readonly LesionClass[]>()
  .refine((labels) => new Set(labels.map(({ id }) => id)).size === labels.length, 'expected each class once');

/** In a manifest's JSON a name, ids and objects; inside the program every class with all that is known of it. */
export const labelsSchema = z.codec(labelsJson, resolvedLabels, {
  decode: (labels) =>
    typeof labels === 'string'
      ? LABEL_SETS[labels]
      : labels.map((label) => (typeof label === 'string' ? known(label) : fromOwnClass(label))),
  encode: (labels) =>
    labels.map((label) => (KNOWN_CLASSES.get(label.id) === label ? label.id : toOwnClass(label))),
});

function known(id: string): LesionClass {
  const found = KNOWN_CLASSES.get(id);
  if (!found) throw new Error(`${id}: the schema has let an unknown class pass`);
  return found;
}

function fromOwnClass({ translations = {}, ...own }: z.output<typeof ownClass>): LesionClass {
  return {
    ...UNDESCRIBED,
    ...own,
    translations: Object.fromEntries(
      Object.entries(translations).map(([language, { name, texts = null }]) => [language, { name, texts }]),
    ),
  };
}

function toOwnClass({ translations, ...label }: LesionClass): z.input<typeof ownClass> {
  return {
    ...withoutNulls(label),
    translations: Object.fromEntries(
      Object.entries(translations).map(([language, words]) => [language, withoutNulls(words)]),
    ),
  };
}

/** The same object without the keys whose value is null. */
function withoutNulls<T extends object>(value: T): { [Key in keyof T]: Exclude<T[Key], null> } {
  const entries = Object.entries(value).filter(([, part]) => part !== null);
  return Object.fromEntries(entries) as { [Key in keyof T]: Exclude<T[Key], null> };
}
