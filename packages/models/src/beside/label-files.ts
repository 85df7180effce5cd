import { type Found, shown } from '@slc/domain';
import { readWindowsMetadata } from './file-metadata.js';
import { firstOf, textsByPlace, textsIn } from './found.js';

/** What people call the list in an object that holds more. */
const LIST_KEYS = ['labels', 'classes', 'class_names', 'names'];

/** A list of names in JSON, or names by their places, or an object with one of these. */
export function readLabelsJson(json: unknown, file: string): Found {
  const own = textsIn(json) ?? textsByPlace(json);
  const nested = LIST_KEYS.map((key) => Object(json)[key]).find((each) => typeof each === 'object');
  const names = own ?? textsIn(nested) ?? textsByPlace(nested);
  return names ? { classes: { value: names, source: file } } : {};
}

/**
 * `labels.txt`: a name a line, or one line with commas between, with or without the places before. Teachable Machine numbers its lines
 * (`0 nevus`), and trains its networks in one way, as the program says that it exports beside them: ImageOps.fit with Lanczos, and
 * pixel / 127.5 - 1. Others number theirs too, so that is in doubt; it is nothing to networks of PyTorch's layout.
 */
export function readLabelsText(text: string, file = 'labels.txt'): Found {
  const lines = linesOf(text);
  const names = withoutPlaces(lines);
  if (names.length < 2) return {};
  const isTeachableMachine = lines.every((line, place) => line.startsWith(`${place} `));
  if (!isTeachableMachine) return { classes: { value: names, source: file } };
  const source = `${file} (Teachable Machine)`;
  return {
    classes: { value: names, source: file },
    recipe: {
      value: { crop: 'centre-square', resize: 'lanczos', scale: 2 / 255, offset: -1 },
      source,
      doubt: 'it numbers its lines as Teachable Machine does, whose recipe this is',
      layout: 'channels-last',
    },
  };
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r\n|\r|\n/).map((line) => line.trim());
  const full = lines.filter((line) => line !== '');
  const [only = ''] = full;
  return full.length === 1 ? only.split(',').map((name) => name.trim()) : full;
}

/** `0 a`, `0,a`, `0: a`, `1 a`: places that count from 0 or from 1 are no part of the names. */
function withoutPlaces(lines: readonly string[]): readonly string[] {
  const parts = lines.map((line) => /^(\d{1,6})[\s,:;.)-]+(.*\S)$/.exec(line));
  const from = Number(parts[0]?.[1]);
  const areCounted = parts.every((part, place) => Number(part?.[1]) === from + place);
  return areCounted && (from === 0 || from === 1) ? parts.map((part) => part?.[2] ?? '') : lines;
}

/** `signature.json` of Lobe: its networks read squares of pixels from 0 to 1. */
export function readLobeSignature(json: unknown): Found {
  const { classes, inputs } = Object(json);
  const names = textsIn(Object(classes).Label);
  if (!names) return {};
  const source = 'signature.json (Lobe)';
  const [, height, width] = Array.isArray(Object(Object(inputs).Image).shape)
    ? Object(inputs).Image.shape
    : [];
  return {
    classes: { value: names, source },
    ...(Number.isInteger(height) &&
      Number.isInteger(width) && { size: { value: { height, width }, source } }),
    recipe: { value: { crop: 'centre-square', resize: 'bicubic', scale: 1 / 255, offset: 0 }, source },
  };
}

/** `metadata_properties.json` of Azure Custom Vision, whose exported program resizes by Pillow's default, bicubic. */
export function readCustomVision(json: unknown): Found {
  const properties = Object(json);
  const method = properties['CustomVision.Preprocess.CropMethod'];
  const [height, width] = ['TargetHeight', 'TargetWidth'].map((key) =>
    Number(properties[`CustomVision.Preprocess.${key}`]),
  );
  const source = 'metadata_properties.json (Custom Vision)';
  const isWhole = method === 'NoCrop';
  return firstOf(
    { ...(height && width && { size: { value: { height, width }, source } }) },
    isWhole ? { recipe: { value: { crop: 'none', resize: 'bicubic' }, source } } : {},
    isWhole || method === undefined
      ? {}
      : { recipe: { value: {}, source, doubt: `it crops by ${shown(String(method))}` } },
    readWindowsMetadata(properties, source),
  );
}
