/** The seven lesion classes of HAM10000 in alphabetical order, which is also the published models' output order. */
export const LESION_CLASS_IDS = ['AKIEC', 'BCC', 'BKL', 'DF', 'MEL', 'NV', 'VASC'] as const;

export type LesionClassId = (typeof LESION_CLASS_IDS)[number];

/** How a class stands to cancer. `pre-malignant` covers lesions in situ, which are not yet invasive. */
export type Malignancy = 'malignant' | 'pre-malignant' | 'benign';

export interface LesionClass {
  readonly id: LesionClassId;
  /** The field's name, as a heading. */
  readonly name: string;
  readonly malignancy: Malignancy;
  /** What the condition is, in two plain sentences. */
  readonly description: string;
  /** What it usually means for the person who has it; never advice to wait. */
  readonly meaning: string;
  /** SNOMED CT concept, only where one was checked to fit; AKIEC's covers a part of the class. */
  readonly snomedCt: string | null;
  readonly icd10: string;
}

export const LESION_CLASSES: Readonly<Record<LesionClassId, LesionClass>> = {
  AKIEC: {
    id: 'AKIEC',
    name: 'Actinic keratosis / intraepithelial carcinoma (Bowen)',
    malignancy: 'pre-malignant',
    description:
      'Rough, scaly patches of skin damaged by years of sun, and their full-thickness form, Bowen disease. The abnormal cells are still confined to the top layer of the skin.',
    meaning:
      'Not an invasive cancer, but some of these lesions become squamous cell carcinoma. They are usually treated.',
    snomedCt: '201101007',
    icd10: 'L57.0',
  },
  BCC: {
    id: 'BCC',
    name: 'Basal cell carcinoma',
    malignancy: 'malignant',
    description:
      'The most common skin cancer, growing from the basal cells at the bottom of the epidermis. It is often pearly or has small visible vessels.',
    meaning:
      'It rarely spreads to other parts of the body, but it grows into the tissue around it and needs treatment.',
    snomedCt: '254701007',
    icd10: 'C44.9',
  },
  BKL: {
    id: 'BKL',
    name: 'Benign keratosis-like lesion',
    malignancy: 'benign',
    description:
      'A group of harmless growths: seborrhoeic keratosis, solar lentigo and lichen-planus-like keratosis. Many people have several of them from middle age on.',
    meaning: 'Harmless in itself. Some look very much like a melanoma and are checked for that reason.',
    snomedCt: null,
    icd10: 'L82',
  },
  DF: {
    id: 'DF',
    name: 'Dermatofibroma',
    malignancy: 'benign',
    description:
      'A small, firm nodule of fibrous tissue in the skin, often on the legs. It commonly dimples inwards when pinched.',
    meaning: 'Harmless. It usually needs no treatment.',
    snomedCt: null,
    icd10: 'D23.9',
  },
  MEL: {
    id: 'MEL',
    name: 'Melanoma',
    malignancy: 'malignant',
    description:
      'A cancer of the pigment cells. It can arise in a mole or in skin that looked normal before, and often changes in size, shape or colour.',
    meaning:
      'The most dangerous of the seven, because it can spread early. Found early it is usually curable; a suspicion needs a doctor without delay.',
    snomedCt: '93655004',
    icd10: 'C43.9',
  },
  NV: {
    id: 'NV',
    name: 'Melanocytic naevus',
    malignancy: 'benign',
    description: 'A common mole: a harmless cluster of pigment cells. Most adults have many.',
    meaning:
      'Harmless, but a mole that changes, or looks unlike the person’s others, deserves a professional look.',
    snomedCt: '400010006',
    icd10: 'D22.9',
  },
  VASC: {
    id: 'VASC',
    name: 'Vascular lesion',
    malignancy: 'benign',
    description:
      'A growth or mark made of blood vessels or blood: angioma, angiokeratoma, pyogenic granuloma, or bleeding into the skin. Typically red, purple or black.',
    meaning: 'Usually harmless. One that bleeds or grows quickly should be looked at.',
    snomedCt: null,
    icd10: 'D18.0',
  },
};

/** The classes whose probabilities are summed as "malignant or pre-malignant". */
export function isMalignantOrPreMalignant(id: LesionClassId): boolean {
  return LESION_CLASSES[id].malignancy !== 'benign';
}
