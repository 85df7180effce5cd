import { classesNamed, LABEL_SETS, type LesionClass, SlcError } from '@slc/domain/light';

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
  const unnamed = words.find((word) => !/[\p{L}\p{N}]/u.test(word));
  if (unnamed !== undefined)
    throw refusal('expected a class with letters or digits', JSON.stringify(unnamed));
  const labels = classesNamed(words);
  const ids = labels.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw refusal('expected each class once', `${twice} twice`);
  return { text: words.join(','), labels };
}

function refusal(expected: string, got: string): SlcError {
  return new SlcError('invalid_request', `labels: ${expected}, got ${got}`);
}
