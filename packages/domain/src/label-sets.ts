import { AK, AKIEC, BCC, BKL, DF, type LesionClass, MEL, NV, SCC, VASC } from './lesion-classes.js';

/** A class of which only id and name are known. */
export const UNDESCRIBED = { malignancy: null, texts: null, snomedCt: null, icd10: null, translations: {} };

/** Ordered lists of classes that a manifest may name instead of writing them out. */
export const LABEL_SETS = {
  /** HAM10000's seven in alphabetical order, which is the published models' output order. */
  ham10000: [AKIEC, BCC, BKL, DF, MEL, NV, VASC],
  /** The order of `hmnist_28_28_RGB.csv`, a small copy of HAM10000 that many networks were trained on. */
  'ham10000-28x28': [AKIEC, BCC, BKL, DF, NV, VASC, MEL],
  /** The order of the columns in the ground truth of the ISIC 2019 challenge, without `UNK`. */
  'isic-2019': [MEL, NV, BCC, AK, BKL, DF, VASC, SCC],
  'benign-malignant': [
    {
      ...UNDESCRIBED,
      id: 'benign',
      name: 'Benign',
      malignancy: 'benign',
      translations: { es: { name: 'Benigna', texts: null } },
    },
    {
      ...UNDESCRIBED,
      id: 'malignant',
      name: 'Malignant',
      malignancy: 'malignant',
      translations: { es: { name: 'Maligna', texts: null } },
    },
  ],
} satisfies Record<string, readonly LesionClass[]>;

export type LabelSetName = keyof typeof LABEL_SETS;

/** Every class of a label set, by its id. */
export const KNOWN_CLASSES: ReadonlyMap<string, LesionClass> = new Map(
  Object.values<readonly LesionClass[]>(LABEL_SETS)
    .flat()
    .map((known) => [known.id, known]),
);

/** A class of which only its place among the outputs is known: `c3`, `class 3`. */
export function unknownClass(index: number): LesionClass {
  return { ...UNDESCRIBED, id: `c${index}`, name: `class ${index}` };
}

/** A class of which only the name is known. Its id is made of the name, or of its place where that has no Latin letter and no digit. */
export function namedClass(name: string, place: number): LesionClass {
  const id = name
    // Accents become signs of their own, which no id has.
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\w.]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 64);
  return { ...UNDESCRIBED, id: id === '' ? unknownClass(place).id : id, name };
}

/** Whether a class counts towards the malignant sum; null where its label set does not say. */
export function isMalignantOrPreMalignant({ malignancy }: LesionClass): boolean | null {
  return malignancy === null ? null : malignancy !== 'benign';
}

/** The class with this id. An answer holds no other ids than its model's labels. */
export function classById(labels: readonly LesionClass[], id: string): LesionClass {
  return labels.find((label) => label.id === id) ?? { ...UNDESCRIBED, id, name: id };
}
