import { KNOWN_CLASSES, LABEL_SETS, type LesionClass, namedClass, SlcError } from '@slc/domain';
import { ClassNames } from '@slc/evaluation';

/** Which class each output of a network stands for. */
export interface LabelChoice {
  /** As it can be typed again. */
  readonly text: string;
  readonly labels: readonly LesionClass[];
}

/** Label sets by the names that commands take: the manifest's, and the one that HAM10000's order is known by. */
export const NAMED_LABELS: Readonly<Record<string, readonly LesionClass[]>> = {
  alphabetical: LABEL_SETS.ham10000,
  ...LABEL_SETS,
};

const KNOWN = [...KNOWN_CLASSES.values()];
const KNOWN_NAMES = new ClassNames(KNOWN);

/**
 * Reads the name of a label set, or classes with commas between. Those of a known set are known by id, name or usual
 * spelling, in any case; any other becomes a class of which its name is known.
 *
 * @throws SlcError `invalid_request`
 */
export function readLabels(text: string): LabelChoice {
  const named = Object.hasOwn(NAMED_LABELS, text.trim()) ? NAMED_LABELS[text.trim()] : undefined;
  if (named) return { text: text.trim(), labels: named };
  const words = text.split(',').map((word) => word.trim());
  const sets = Object.keys(NAMED_LABELS).join(', ');
  if (words.length < 2) throw refusal(`expected one of ${sets}, or classes with commas between`, text);
  const labels = classesOf(words);
  const ids = labels.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw refusal('expected each class once', `${twice} twice`);
  return { text: words.join(','), labels };
}

function classesOf(words: readonly string[]): readonly LesionClass[] {
  const found = words.map((word) => KNOWN[KNOWN_NAMES.find(word) ?? -1]);
  return words.map((word, index) => {
    const known = found[index];
    if (!known) return ownClass(word);
    // Two kinds of one known class, such as solar lentigo and seborrhoeic keratosis, are classes of their own.
    const isShared = found.filter((each) => each === known).length > 1;
    return isShared ? { ...ownClass(word), malignancy: known.malignancy } : known;
  });
}

function ownClass(name: string): LesionClass {
  const named = namedClass(name);
  if (named) return named;
  throw refusal('expected a class with letters or digits', JSON.stringify(name));
}

function refusal(expected: string, got: string): SlcError {
  return new SlcError('invalid_request', `labels: ${expected}, got ${got}`);
}
