import type { Found } from '@slc/domain';
import { textsByPlace } from './found.js';

const SOURCE = 'config.json';

/** `config.json`: the classes. */
export function readHuggingFaceConfig(json: unknown): Found {
  const { id2label, label2id } = Object(json);
  const byPlace = textsByPlace(id2label);
  const names = byPlace ?? textsByPlace(label2id);
  if (!names) {
    const notes = [`${SOURCE}: its id2label has not a name for each place, and was not used`];
    return id2label === undefined ? {} : { notes };
  }
  // A model that nobody gave names has LABEL_0, LABEL_1, …
  if (names.every((name, place) => name === `LABEL_${place}`)) return {};
  return { classes: { value: names, source: `${SOURCE} (${byPlace ? 'id2label' : 'label2id'})` } };
}
