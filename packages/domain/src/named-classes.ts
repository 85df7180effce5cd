import { ClassNames } from './class-names.js';
import { KNOWN_CLASSES, namedClass } from './label-sets.js';
import type { LesionClass } from './lesion-classes.js';

const KNOWN = [...KNOWN_CLASSES.values()];
const KNOWN_NAMES = new ClassNames(KNOWN);

/**
 * The classes that these words name, in the order of a network's outputs. Those of a known set are known by id, name or usual spelling,
 * in any case; any other becomes a class of which its name is known. Ids may stand twice where names differ in signs alone.
 */
export function classesNamed(words: readonly string[]): readonly LesionClass[] {
  const found = words.map((word) => KNOWN[KNOWN_NAMES.find(word) ?? -1]);
  return words.map((word, place) => {
    const known = found[place];
    if (!known) return namedClass(word, place);
    // Two kinds of one known class, such as solar lentigo and seborrhoeic keratosis, are classes of their own.
    const isShared = found.filter((each) => each === known).length > 1;
    return isShared ? { ...namedClass(word, place), malignancy: known.malignancy } : known;
  });
}
