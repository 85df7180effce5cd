/** How a class relates to cancer. `pre-malignant` covers lesions in situ, which are not yet invasive. */
export type Malignancy = (typeof MALIGNANCIES)[number];

export const MALIGNANCIES = ['malignant', 'pre-malignant', 'benign'] as const;

/** What is said of a class beside its name, in one language. */
export interface ClassTexts {
  /** What the condition is, in two plain sentences. */
  readonly description: string;
  /** What it usually means for the person who has it; never advice to wait. */
  readonly meaning: string;
}

/** One class that a network tells apart from the others. */
export interface LesionClass {
  /** 1 to 64 of `A–Z a–z 0–9 . _ -`: what answers, tables and metrics call it. */
  readonly id: string;
  /** The field's name, as a heading. */
  readonly name: string;
  /** Null where the label set does not say. */
  readonly malignancy: Malignancy | null;
  readonly texts: ClassTexts | null;
  /** SNOMED CT concept, only where one was checked to mean exactly this class. */
  readonly snomedCt: string | null;
  readonly icd10: string | null;
  /** Name and texts in other languages, by language tag (BCP 47). */
  readonly translations: Readonly<Record<string, ClassTranslation>>;
}

export interface ClassTranslation {
  readonly name: string;
  readonly texts: ClassTexts | null;
}

export const AKIEC: LesionClass = {
  id: 'AKIEC',
  name: 'Actinic keratosis / intraepithelial carcinoma (Bowen)',
  malignancy: 'pre-malignant',
  texts: {
    description:
      'Rough, scaly patches of skin damaged by years of sun, and their full-thickness form, Bowen disease. The abnormal cells are still confined to the top layer of the skin.',
    meaning:
      'Not an invasive cancer, but some of these lesions become squamous cell carcinoma. They are usually treated.',
  },
  // Actinic keratosis is a part of the class: see class-codes.ts.
  snomedCt: null,
  icd10: 'L57.0',
  translations: {
    es: {
      name: 'Queratosis actínica / carcinoma intraepitelial (Bowen)',
      texts: {
        description:
          'Placas ásperas y escamosas en piel dañada por años de sol, y su forma de espesor completo, la enfermedad de Bowen. Las células anómalas están todavía confinadas en la capa superior de la piel.',
        meaning:
          'No es un cáncer invasor, pero algunas de estas lesiones llegan a ser un carcinoma de células escamosas. Se suelen tratar.',
      },
    },
  },
};

export const AK: LesionClass = {
  id: 'AK',
  name: 'Actinic keratosis',
  malignancy: 'pre-malignant',
  texts: {
    description:
      'Rough, scaly patches of skin damaged by years of sun. The abnormal cells are still confined to the top layer of the skin.',
    meaning:
      'Not an invasive cancer, but some of these lesions become squamous cell carcinoma. They are usually treated.',
  },
  snomedCt: '201101007',
  icd10: 'L57.0',
  translations: {
    es: {
      name: 'Queratosis actínica',
      texts: {
        description:
          'Placas ásperas y escamosas en piel dañada por años de sol. Las células anómalas están todavía confinadas en la capa superior de la piel.',
        meaning:
          'No es un cáncer invasor, pero algunas de estas lesiones llegan a ser un carcinoma de células escamosas. Se suelen tratar.',
      },
    },
  },
};

export const BCC: LesionClass = {
  id: 'BCC',
  name: 'Basal cell carcinoma',
  malignancy: 'malignant',
  texts: {
    description:
      'The most common skin cancer, growing from the basal cells at the bottom of the epidermis. It is often pearly or has small visible vessels.',
    meaning:
      'It rarely spreads to other parts of the body, but it grows into the tissue around it and needs treatment.',
  },
  snomedCt: '254701007',
  icd10: 'C44.9',
  translations: {
    es: {
      name: 'Carcinoma basocelular',
      texts: {
        description:
          'El cáncer de piel más frecuente, que crece a partir de las células basales del fondo de la epidermis. A menudo es perlado o tiene pequeños vasos visibles.',
        meaning:
          'Rara vez se extiende a otras partes del cuerpo, pero crece en el tejido que lo rodea y necesita tratamiento.',
      },
    },
  },
};

export const SCC: LesionClass = {
  id: 'SCC',
  name: 'Squamous cell carcinoma',
  malignancy: 'malignant',
  texts: {
    description:
      'A cancer of the cells that form the upper layers of the skin. It is often a scaly or crusted lump or sore that grows within weeks to months.',
    meaning:
      'It can spread to other parts of the body, above all when it is treated late. A suspicion needs a doctor without delay.',
  },
  // None was checked to fit: the data set does not tell invasive lesions from those in situ.
  snomedCt: null,
  icd10: 'C44.9',
  translations: {
    es: {
      name: 'Carcinoma de células escamosas',
      texts: {
        description:
          'Un cáncer de las células que forman las capas superiores de la piel. A menudo es un bulto o una herida con escamas o costra que crece en semanas o meses.',
        meaning:
          'Puede extenderse a otras partes del cuerpo, sobre todo si se trata tarde. Una sospecha necesita un médico sin demora.',
      },
    },
  },
};

export const BKL: LesionClass = {
  id: 'BKL',
  name: 'Benign keratosis-like lesion',
  malignancy: 'benign',
  texts: {
    description:
      'A group of harmless growths: seborrhoeic keratosis, solar lentigo and lichen-planus-like keratosis. Many people have several of them from middle age on.',
    meaning: 'Harmless in itself. Some look very much like a melanoma and are checked for that reason.',
  },
  snomedCt: null,
  icd10: 'L82',
  translations: {
    es: {
      name: 'Lesión benigna de tipo queratosis',
      texts: {
        description:
          'Un grupo de formaciones inofensivas: queratosis seborreica, lentigo solar y queratosis liquenoide. Mucha gente tiene varias a partir de la mediana edad.',
        meaning: 'Inofensiva en sí misma. Algunas se parecen mucho a un melanoma y por eso se examinan.',
      },
    },
  },
};

export const DF: LesionClass = {
  id: 'DF',
  name: 'Dermatofibroma',
  malignancy: 'benign',
  texts: {
    description:
      'A small, firm nodule of fibrous tissue in the skin, often on the legs. It commonly dimples inwards when pinched.',
    meaning: 'Harmless. It usually needs no treatment.',
  },
  snomedCt: null,
  icd10: 'D23.9',
  translations: {
    es: {
      name: 'Dermatofibroma',
      texts: {
        description:
          'Un nódulo pequeño y firme de tejido fibroso en la piel, a menudo en las piernas. Suele hundirse al pellizcarlo.',
        meaning: 'Inofensivo. Por lo general no necesita tratamiento.',
      },
    },
  },
};

export const MEL: LesionClass = {
  id: 'MEL',
  name: 'Melanoma',
  malignancy: 'malignant',
  texts: {
    description:
      'A cancer of the pigment cells. It can arise in a mole or in skin that looked normal before, and often changes in size, shape or colour.',
    meaning:
      'The most dangerous of these lesions, because it can spread early. Found early it is usually curable; a suspicion needs a doctor without delay.',
  },
  snomedCt: '93655004',
  icd10: 'C43.9',
  translations: {
    es: {
      name: 'Melanoma',
      texts: {
        description:
          'Un cáncer de las células pigmentarias. Puede nacer en un lunar o en piel que antes parecía normal, y a menudo cambia de tamaño, forma o color.',
        meaning:
          'La más peligrosa de estas lesiones, porque puede extenderse pronto. Descubierto a tiempo suele curarse; una sospecha necesita un médico sin demora.',
      },
    },
  },
};

export const NV: LesionClass = {
  id: 'NV',
  name: 'Melanocytic naevus',
  malignancy: 'benign',
  texts: {
    description: 'A common mole: a harmless cluster of pigment cells. Most adults have many.',
    meaning:
      'Harmless, but a mole that changes, or looks unlike the person’s others, deserves a professional look.',
  },
  snomedCt: '400010006',
  icd10: 'D22.9',
  translations: {
    es: {
      name: 'Nevo melanocítico',
      texts: {
        description:
          'Un lunar común: un grupo inofensivo de células pigmentarias. La mayoría de los adultos tiene muchos.',
        meaning:
          'Inofensivo, pero un lunar que cambia, o que no se parece a los demás de la persona, merece que lo mire un profesional.',
      },
    },
  },
};

export const VASC: LesionClass = {
  id: 'VASC',
  name: 'Vascular lesion',
  malignancy: 'benign',
  texts: {
    description:
      'A growth or mark made of blood vessels or blood: angioma, angiokeratoma, pyogenic granuloma, or bleeding into the skin. Typically red, purple or black.',
    meaning: 'Usually harmless. One that bleeds or grows quickly should be looked at.',
  },
  snomedCt: null,
  icd10: 'D18.0',
  translations: {
    es: {
      name: 'Lesión vascular',
      texts: {
        description:
          'Una formación o marca hecha de vasos sanguíneos o de sangre: angioma, angioqueratoma, granuloma piógeno o sangrado en la piel. Es típicamente roja, morada o negra.',
        meaning: 'Por lo general inofensiva. Conviene que se examine la que sangra o crece deprisa.',
      },
    },
  },
};
