import type { Found } from '@slc/domain';
import { decodeText } from './decode-text.js';
import { firstOf, usable } from './found.js';
import { readHuggingFaceConfig } from './hugging-face.js';
import { readPreprocessorConfig } from './image-processor.js';
import { readCustomVision, readLabelsJson, readLabelsText, readLobeSignature } from './label-files.js';
import { readTimmConfig } from './timm.js';

interface Description {
  readonly file: string;
  readonly read: (text: string) => Found;
  /** Said of a file of that name of which nothing can be used; without it, the name may mean something else too. */
  readonly expected?: string;
}

const LIST_OF_NAMES = 'expected a name for each class, in a list or by place';

/** In the order of their word: what an exporter wrote comes before a plain list. */
const DESCRIPTIONS: readonly Description[] = [
  {
    file: 'config.json',
    read: (text) => {
      const json = JSON.parse(text);
      return firstOf(readHuggingFaceConfig(json), readTimmConfig(json));
    },
  },
  {
    file: 'preprocessor_config.json',
    read: (text) => readPreprocessorConfig(JSON.parse(text)),
    expected: 'expected how pixels are scaled (rescale_factor, image_mean, image_std)',
  },
  { file: 'signature.json', read: (text) => readLobeSignature(JSON.parse(text)) },
  { file: 'metadata_properties.json', read: (text) => readCustomVision(JSON.parse(text)) },
  ...['labels.json', 'classes.json', 'class_names.json'].map((file) => ({
    file,
    read: (text: string) => readLabelsJson(JSON.parse(text), file),
    expected: LIST_OF_NAMES,
  })),
  { file: 'labels.txt', read: readLabelsText, expected: 'expected a name a line' },
];

/** The files that describe models. */
export const DESCRIPTION_FILES: readonly string[] = DESCRIPTIONS.map(({ file }) => file);

/** Reads what lies beside a model. A file that cannot be used is noted. @param files their bytes, by name */
export function readDescriptions(files: ReadonlyMap<string, Uint8Array>): Found {
  return firstOf(
    ...DESCRIPTIONS.map((description) => {
      const bytes = files.get(description.file);
      return bytes ? readOne(description, bytes) : {};
    }),
  );
}

function readOne({ file, read, expected }: Description, bytes: Uint8Array): Found {
  const unused = (why: string): Found => ({ notes: [`${file}: ${why}; it was not used`] });
  const text = decodeText(bytes);
  if (text === null) return unused('expected text in UTF-8');
  try {
    const found = usable(read(text));
    const isUsed = Boolean(found.classes ?? found.recipe ?? found.notes);
    return isUsed || !expected ? found : { ...found, ...unused(expected) };
  } catch (error) {
    // What JSON holds may be of any kind, such as an object where a text is usual.
    return unused(error instanceof SyntaxError ? 'expected JSON' : 'expected JSON of its usual form');
  }
}
