import type { Found } from '@slc/domain';
import { textsByPlace, textsIn } from './found.js';

/** A list of names in JSON, or names by their places. */
export function readLabelsJson(json: unknown, file: string): Found {
  const names = textsIn(json) ?? textsByPlace(json);
  return names ? { classes: { value: names, source: file } } : {};
}

/**
 * `labels.txt`: a name a line. Teachable Machine numbers its lines (`0 nevus`), and says with that how its networks were trained:
 * ImageOps.fit with Lanczos, and pixel / 127.5 - 1, in the program that it exports beside them.
 */
export function readLabelsText(text: string, file = 'labels.txt'): Found {
  const lines = text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length < 2) return {};
  const numbered = lines.map((line, place) =>
    line.startsWith(`${place} `) ? line.slice(`${place} `.length) : null,
  );
  const names = numbered.filter((name) => name !== null);
  if (names.length !== lines.length) return { classes: { value: lines, source: file } };
  const source = `${file} (Teachable Machine)`;
  return {
    classes: { value: names, source },
    recipe: { value: { crop: 'centre-square', resize: 'lanczos', scale: 2 / 255, offset: -1 }, source },
  };
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
  return {
    ...(height && width && { size: { value: { height, width }, source } }),
    ...(method === 'NoCrop' && { recipe: { value: { crop: 'none', resize: 'bicubic' }, source } }),
  };
}
