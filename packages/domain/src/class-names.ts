import type { LesionClass } from './lesion-classes.js';

/**
 * How data sets write the classes of HAM10000 and of the ISIC challenges and archive, each in lower case with single spaces and
 * without commas.
 * HAM10000 counts Bowen's disease to AKIEC and seborrhoeic keratosis, solar lentigo and lichen-planus-like keratosis to BKL
 * (Tschandl et al., Scientific Data 5, 180161, 2018).
 */
const SPELLINGS: Readonly<Record<string, readonly string[]>> = {
  AKIEC: [
    ...['akiec', 'ak', 'actinic keratosis', 'actinic keratoses', 'solar keratosis', 'bowen’s disease'],
    ...['bowen disease', 'solar or actinic keratosis', 'squamous cell carcinoma in situ'],
    ...['intraepithelial carcinoma', 'actinic keratoses and intraepithelial carcinoma'],
    'actinic keratoses and intraepithelial carcinoma / bowen’s disease',
  ],
  AK: [
    'ak',
    'akiec',
    'actinic keratosis',
    'actinic keratoses',
    'solar keratosis',
    'solar or actinic keratosis',
  ],
  BCC: ['bcc', 'basal cell carcinoma'],
  BKL: [
    ...['bkl', 'benign keratosis', 'benign keratoses', 'benign keratosis like lesion'],
    ...['benign keratosis like lesions', 'pigmented benign keratosis', 'seborrheic keratosis'],
    ...['seborrhoeic keratosis', 'solar lentigo', 'lichen planus like keratosis', 'lichenoid keratosis'],
  ],
  DF: ['df', 'dermatofibroma'],
  MEL: ['mel', 'melanoma', 'melanoma in situ', 'melanoma invasive', 'melanoma metastasis', 'melanoma nos'],
  NV: [
    ...['nv', 'nevus', 'naevus', 'nevi', 'naevi', 'melanocytic nevus', 'melanocytic naevus'],
    ...['melanocytic nevi', 'melanocytic naevi', 'nevus nos', 'nevus atypical dysplastic or clark'],
    ...['nevus blue', 'nevus combined', 'nevus congenital', 'nevus spitz', 'nevus nos compound'],
    ...['nevus nos dermal', 'nevus nos junctional'],
  ],
  SCC: [
    ...['scc', 'squamous cell carcinoma', 'squamous cell carcinoma nos'],
    'squamous cell carcinoma invasive',
  ],
  VASC: [
    ...['vasc', 'vascular', 'vascular lesion', 'vascular lesions', 'angioma', 'hemangioma', 'haemangioma'],
    ...['angiokeratoma', 'pyogenic granuloma'],
  ],
};

/** Finds the class that a text names: by its id or name in any case, or by a usual spelling. */
export class ClassNames {
  readonly classes: readonly LesionClass[];
  /** The index of each class, by its id as it is written. */
  readonly #byId: ReadonlyMap<string, number>;
  readonly #byName = new Map<string, number>();

  constructor(classes: readonly LesionClass[]) {
    this.classes = classes;
    this.#byId = new Map(classes.map(({ id }, index) => [id, index]));
    // A class's own words come before another one's usual spelling.
    this.#add((label) => [label.id, label.name]);
    this.#add((label) => Object.values(label.translations).map(({ name }) => name));
    this.#add((label) => SPELLINGS[label.id] ?? []);
  }

  /** @returns the index of the class; null where the text names none */
  find(text: string): number | null {
    return this.#byId.get(text.trim()) ?? this.#byName.get(normalised(text)) ?? null;
  }

  #add(wordsOf: (label: LesionClass) => readonly string[]): void {
    for (const [index, label] of this.classes.entries()) {
      for (const word of wordsOf(label).map(normalised)) {
        if (!this.#byName.has(word)) this.#byName.set(word, index);
      }
    }
  }
}

/** Lower case, with single spaces for what separates words, and one kind of apostrophe. */
function normalised(text: string): string {
  return text
    .toLowerCase()
    .replace(/'/g, '’')
    .replace(/[\s,_-]+/g, ' ')
    .trim();
}
