import { type Found, SlcError, shown } from '@slc/domain';
import { firstOf, standardising, textsByPlace, usable } from './found.js';

/** The keys of a file's metadata that are read. */
export const METADATA_KEYS = [
  'task',
  'names',
  'imgsz',
  'Image.BitmapPixelFormat',
  'Image.NominalPixelRange',
] as const;

/** What an ONNX file says of itself in its `metadata_props`, of which each exporter has its own. */
export function readFileMetadata(metadata: Readonly<Record<string, string>>): Found {
  return usable(firstOf(readUltralyticsMetadata(metadata), readWindowsMetadata(metadata)));
}

/**
 * Ultralytics: `names`, a Python dict as text, `imgsz` and `task`. Its classifiers are given pictures as `classify_transforms` in
 * ultralytics/data/augment.py prepares them.
 *
 * @throws SlcError `unsupported_model` for a network of another task
 */
function readUltralyticsMetadata({ task, names, imgsz }: Readonly<Record<string, string>>): Found {
  if (task === undefined || imgsz === undefined) return {};
  if (task !== 'classify') {
    throw new SlcError(
      'unsupported_model',
      `expected a classifier, its metadata say that its task is ${shown(task)}`,
    );
  }
  const classes = textsByPlace(dictOf(names ?? ''));
  const [height, width = height] = sidesOf(imgsz);
  const source = 'the file’s own metadata (Ultralytics)';
  return {
    ...(classes && { classes: { value: classes, source } }),
    ...(height && width && { size: { value: { height, width }, source } }),
    ...(height &&
      height === width && {
        recipe: {
          value: {
            shorterSideTo: height,
            crop: { centre: height },
            resize: 'bilinear-antialiased',
            ...standardising(1 / 255, [0], [1]),
          },
          source,
        },
      }),
  };
}

/** `224`, `[224, 224]` or `(224, 224)`. */
function sidesOf(text: string): readonly number[] {
  const [, ...sides] = /^[[(]?(\d{1,6})(?:, ?(\d{1,6}))?[\])]?$/.exec(text.trim()) ?? [];
  return sides.filter((each) => each !== undefined).map(Number);
}

/** One entry of a Python dict, with the comma after it. It begins where the last one ended, so no text is read twice. */
const ENTRY = /\s*(\d{1,6})\s*:\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")\s*,?/y;

/**
 * `{0: 'benign', 1: "it's"}`; the text is read, never run.
 *
 * @returns what stands before the first thing that is no such entry
 */
function dictOf(text: string): Record<string, string> {
  const names: [string, string][] = [];
  ENTRY.lastIndex = text.indexOf('{') + 1;
  for (let entry = ENTRY.exec(text); entry; entry = ENTRY.exec(text)) {
    const [, place = '', single, double = ''] = entry;
    names.push([place, (single ?? double).replace(/\\(.)/g, '$1')]);
  }
  return Object.fromEntries(names);
}

const OWN_PIXELS = 'the file’s own metadata (Image.BitmapPixelFormat, Image.NominalPixelRange)';

/** What Windows ML wants to be said of pictures (learn.microsoft.com/windows/ai/windows-ml), as Azure Custom Vision's files do. */
export function readWindowsMetadata(
  metadata: Readonly<Record<string, unknown>>,
  source: string = OWN_PIXELS,
): Found {
  const format = metadata['Image.BitmapPixelFormat'];
  const range = metadata['Image.NominalPixelRange'];
  if (typeof format !== 'string' || typeof range !== 'string') return {};
  const rescale = { NominalRange_0_255: 1, Normalized_0_1: 1 / 255, Normalized_1_1: 2 / 255 }[range];
  if (rescale === undefined) {
    return { recipe: { value: {}, source, doubt: `its range of pixels is ${shown(range)}` } };
  }
  const offset = range === 'Normalized_1_1' ? -1 : 0;
  const channels = format.startsWith('Bgr') ? 'bgr' : 'rgb';
  return { recipe: { value: { channels, scale: rescale, offset }, source } };
}
