import type { Found, Preprocessing } from '@slc/domain';
import { numbersIn, standardising, textsByPlace } from './found.js';

/** PIL's numbers of its filters, which `resample` holds. */
const RESAMPLE: Readonly<Record<number, Preprocessing['resize']>> = {
  0: 'nearest',
  1: 'lanczos',
  2: 'bilinear-antialiased',
  3: 'bicubic',
};

/** `config.json`: the classes. */
export function readHuggingFaceConfig(json: unknown): Found {
  const names = textsByPlace(Object(json).id2label);
  // A model that nobody gave names has LABEL_0, LABEL_1, …
  if (!names || names.every((name, place) => name === `LABEL_${place}`)) return {};
  return { classes: { value: names, source: 'config.json (id2label)' } };
}

/**
 * `preprocessor_config.json`, as image_processing_*.py of transformers read it.
 *
 * @returns nothing of the recipe where it says something that no recipe of ours is
 */
export function readPreprocessorConfig(json: unknown): Found {
  const config = Object(json);
  const source = 'preprocessor_config.json';
  const geometry = config.do_resize === false ? null : geometryOf(config);
  const scaling = scalingOf(config);
  const resize = RESAMPLE[Number(config.resample)];
  const { size, ...recipe } = geometry ?? {};
  const known = { ...recipe, ...(resize && { resize }), ...scaling };
  return {
    ...(size && { size: { value: size, source } }),
    ...(scaling && { recipe: { value: known, source } }),
  };
}

interface Geometry extends Partial<Pick<Preprocessing, 'crop' | 'shorterSideTo'>> {
  readonly size: { readonly height: number; readonly width: number };
}

function geometryOf(config: Readonly<Record<string, unknown>>): Geometry | null {
  const given = Object(config.size);
  const crop = config.do_center_crop === false ? null : squareOf(config.crop_size);
  const { height, width } = given;
  if (isSide(height) && isSide(width)) {
    if (!crop || config.do_center_crop !== true) return { size: { height, width }, crop: 'none' };
    return null;
  }
  const shorter = isSide(config.size) ? config.size : given.shortest_edge;
  if (!isSide(shorter)) return null;
  const kind = String(config.image_processor_type ?? config.feature_extractor_type ?? '');
  if (/ConvNe?xt/i.test(kind)) return convNextGeometry(shorter, config.crop_pct);
  if (crop) {
    return { size: { height: crop, width: crop }, shorterSideTo: shorter, crop: floored(crop) };
  }
  // A single number without a crop was a square's side before processors knew of sides.
  const isSquare = isSide(config.size);
  return isSquare ? { size: { height: shorter, width: shorter }, crop: 'none' } : null;
}

/** image_processing_convnext.py: below 384 pixels a share of a larger picture, else the whole picture squeezed. */
function convNextGeometry(side: number, cropPct: unknown): Geometry {
  const size = { height: side, width: side };
  if (side >= 384) return { size, crop: 'none' };
  const kept = typeof cropPct === 'number' ? cropPct : 224 / 256;
  return { size, shorterSideTo: Math.trunc(side / kept), crop: floored(side) };
}

/** `center_crop` of image_transforms.py. */
function floored(side: number) {
  return { centre: side, rounded: 'down' } as const;
}

function squareOf(value: unknown): number | null {
  if (isSide(value)) return value;
  const { height, width } = Object(value);
  return isSide(height) && height === width ? height : null;
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= 4096;
}

function scalingOf(config: Readonly<Record<string, unknown>>): ReturnType<typeof standardising> {
  const {
    do_rescale: rescales = true,
    rescale_factor: factor = 1 / 255,
    do_normalize: normalises = true,
  } = config;
  const rescale = rescales === false ? 1 : Number(factor);
  if (normalises === false) return standardising(rescale, [0], [1]);
  const [mean, deviation] = [numbersIn(config.image_mean), numbersIn(config.image_std)];
  return mean && deviation && standardising(rescale, mean, deviation);
}
