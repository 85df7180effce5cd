import { basename } from 'node:path';
import { LABEL_SETS, type LesionClass, type ModelManifest, unknownClass } from '@slc/domain';

/** Facts that come from reading a model file. */
export interface BareFileFacts {
  readonly weightsPath: string;
  readonly sha256: string;
  readonly input: ModelManifest['input'];
  readonly parameters: number;
  /** The number of the network's classes. */
  readonly classes: number;
}

/** The original application squeezes to the input size by nearest neighbour, then takes (x / 255 - 0.5) * 2. */
export const BARE_FILE_PREPROCESSING: ModelManifest['preprocessing'] = {
  crop: 'none',
  resize: 'nearest',
  scale: 2 / 255,
  offset: -1,
  views: 1,
};

/** The manifest of a model file that comes without one, with T = 1 and classes guessed from their number. */
export function bareFileManifest(facts: BareFileFacts): ModelManifest {
  const { sha256, input, parameters } = facts;
  const file = basename(facts.weightsPath);
  return {
    id: idOf(file),
    name: file,
    summary: 'A model file without a manifest. How it was trained and how good it is are not known.',
    standIn: false,
    source: { kind: 'file', file, revision: sha256.slice(0, 12), sizeBytes: null, sha256 },
    architecture: { name: 'not known', parameters },
    input,
    preprocessing: BARE_FILE_PREPROCESSING,
    labels: guessedLabels(facts.classes),
    temperature: { value: 1, fittedOn: null },
    training: null,
    evaluations: [],
    licence: { spdx: 'NOASSERTION', nonCommercial: false, attribution: 'Not known.' },
    caveats: [
      'This model file came without a manifest: its classes, preprocessing and calibration are assumed, not known.',
      'It is not known how good this model is.',
    ],
    translations: {},
    goldenLogits: [],
  };
}

/** Guesses that seven outputs are HAM10000's classes in alphabetical order, as in most published models. */
function guessedLabels(classes: number): readonly LesionClass[] {
  const { ham10000 } = LABEL_SETS;
  if (classes === ham10000.length) return ham10000;
  return Array.from({ length: classes }, (_, index) => unknownClass(index));
}

/** Makes an id of a file's name, of the characters that an id may have. */
function idOf(file: string): string {
  const id = file
    .toLowerCase()
    .replace(/\.[a-z0-9]+$/, '')
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, 64);
  return id === '' ? 'model' : id;
}
