import { LABEL_SETS } from './label-sets.js';
import type { LesionClass } from './lesion-classes.js';

/** A code with the meaning that its code system gives it. */
export interface Code {
  readonly code: string;
  readonly meaning: string;
}

/** What a class is called in the code systems of medical records: the one table for DICOM reports and FHIR bundles. */
export interface ClassCodes {
  /** The product's own code, which every class has: its id. */
  readonly own: Code;
  /**
   * The code system of `own`: the first label set that has this very class, such as `ham10000-class`. Null for a class that a
   * manifest brings: its id means something in that model alone.
   */
  readonly ownSystem: string | null;
  /** The SNOMED CT concept that means exactly this class; null where none was checked to. */
  readonly snomed: Code | null;
  /** SNOMED CT concepts that are a part of the class: for a map between code systems, and never for an answer. */
  readonly narrowerSnomed: readonly Code[];
}

/** Names resolved against the International Edition on tx.fhir.org on 2026-09-10, as that test writes them down. */
const RESOLVED = 'github.com/MoleCare/molecare-mcp, tests/terminology.test.mjs, commit 7510aad';

/**
 * The SNOMED CT concepts that may be written, by id. `meaning` is the fully specified name without its tag, in the spelling of the
 * International Edition.
 *
 * BKL, DF and VASC have none: those that come near mean a part of the class or more than it (400210000, haemangioma, is one
 * of VASC's lesions).
 */
export const SNOMED_CONCEPTS: Readonly<Record<string, { meaning: string; source: string }>> = {
  '93655004': {
    meaning: 'Malignant melanoma of skin',
    source: RESOLVED,
  },
  '254701007': {
    meaning: 'Basal cell carcinoma of skin',
    source: RESOLVED,
  },
  '400010006': {
    meaning: 'Melanocytic nevus of skin',
    source: RESOLVED,
  },
  '201101007': {
    meaning: 'Actinic keratosis',
    source: 'DICOM PS3.16, CID 4405 Skin Disorder; pydicom 3.0.2, src/pydicom/sr/_concepts_dict.py',
  },
};

/** Concepts that are narrower than a class, by its id. */
const NARROWER_SNOMED: Readonly<Record<string, readonly string[]>> = {
  // The class also holds Bowen disease.
  AKIEC: ['201101007'],
};

export function classCodes(label: LesionClass): ClassCodes {
  const ownSystem = ownSystemOf(label);
  const narrower = ownSystem === null ? [] : (NARROWER_SNOMED[label.id] ?? []);
  return {
    own: { code: label.id, meaning: label.name },
    ownSystem,
    snomed: label.snomedCt === null ? null : snomedConcept(label.snomedCt),
    narrowerSnomed: narrower.flatMap((id) => snomedConcept(id) ?? []),
  };
}

/** Null for a concept that a manifest names and the table does not have: nobody has looked up what it means. */
function snomedConcept(code: string): Code | null {
  const concept = SNOMED_CONCEPTS[code];
  return concept ? { code, meaning: concept.meaning } : null;
}

function ownSystemOf(label: LesionClass): string | null {
  const found = Object.entries<readonly LesionClass[]>(LABEL_SETS).find(([, labels]) =>
    labels.includes(label),
  );
  return found ? `${found[0]}-class` : null;
}
