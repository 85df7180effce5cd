import type { Found, Preprocessing } from '@slc/domain';
import { numbersIn, standardising } from './found.js';
import { type Family, familyOf } from './image-processor-families.js';

type Config = Readonly<Record<string, unknown>>;

/** PIL's numbers of its filters, which `resample` holds. */
const RESAMPLE: Readonly<Record<number, Preprocessing['resize']>> = {
  0: 'nearest',
  1: 'lanczos',
  2: 'bilinear-antialiased',
  3: 'bicubic',
};

/** What a processor may be told to do that is read here, or that changes no pixel. */
const KNOWN_STEPS = new Set([
  'do_resize',
  'do_center_crop',
  'do_resize_and_center_crop',
  'do_rescale',
  'do_normalize',
  'do_flip_channel_order',
  'do_convert_rgb',
  'do_reduce_labels',
]);

/**
 * `preprocessor_config.json`, as image_processing_*.py of transformers read it: what a key means depends on the kind of processor.
 * What no recipe of ours does is said in the recipe's `doubt`.
 */
export function readPreprocessorConfig(json: unknown): Found {
  const config: Config = Object(json);
  const source = 'preprocessor_config.json';
  const { family, doubt: ofKind } = familyOf(config);
  const { size, doubt: ofGeometry, ...framing } = geometryOf(config, family);
  const scaling = scalingOf(config, family);
  const filter = config.resample ?? family.resample;
  const resize = RESAMPLE[Number(filter)];
  const doubts = [
    ofKind,
    ofGeometry,
    filter !== undefined && !resize && `it resizes by the filter ${Number(filter)} of Pillow`,
    ...unknownSteps(config).map((step) => `it has ${step}`),
  ].filter((doubt) => typeof doubt === 'string');
  const isFlipped = config.do_flip_channel_order === true;
  const value = {
    ...(isFlipped && { channels: 'bgr' as const }),
    ...framing,
    ...(resize && { resize }),
    ...scaling,
  };
  return {
    ...(size && { size: { value: size, source } }),
    ...(scaling && {
      recipe: { value, source, ...(doubts.length > 0 && { doubt: doubts.join(', and ') }) },
    }),
  };
}

function unknownSteps(config: Config): readonly string[] {
  const steps = Object.keys(config).filter((key) => /^do_\w{1,60}$/.test(key) && config[key] === true);
  const unknown = steps.filter((step) => !KNOWN_STEPS.has(step));
  return isSide(config.size_divisor) ? [...unknown, 'size_divisor'] : unknown;
}

interface Geometry extends Partial<Pick<Preprocessing, 'crop' | 'shorterSideTo'>> {
  readonly size?: { readonly height: number; readonly width: number };
  /** What of it no recipe of ours does. */
  readonly doubt?: string;
}

function geometryOf(config: Config, family: Family): Geometry {
  const crops = (config.do_center_crop ?? family.crops) === true;
  const crop = crops ? sidesOf(config.crop_size ?? family.cropSide) : null;
  if (crops && !crop) return { doubt: 'its crop has no size' };
  const { height, width, shorter } = resizedTo(config, family);
  if (config.do_resize === false) return croppedAlone(crop);
  if (height && width) return crop ? squeezedAndCropped({ height, width }, crop) : squeezed(height, width);
  if (!shorter) return { doubt: 'its size is of another kind' };
  if (family.keepsShareBelow) {
    const known = convNextGeometry(shorter, shareOf(config, family), family);
    return crop ? { ...known, doubt: 'it crops a second time' } : known;
  }
  if (!crop) return { doubt: 'it keeps the aspect of each picture' };
  if (crop.height !== crop.width) return { size: crop, doubt: 'its crop is no square' };
  const shorterSideTo = Math.trunc(shorter / shareOf(config, family));
  return { size: crop, shorterSideTo, crop: floored(crop.height) };
}

/** To both sides, or to the shorter one. Processors read a single number as one or the other. */
function resizedTo({ size }: Config, family: Family) {
  if (isSide(size)) return family.isSquare ? { height: size, width: size } : { shorter: size };
  const { height, width, shortest_edge: shorter } = Object(size);
  return isSide(height) && isSide(width) ? { height, width } : isSide(shorter) ? { shorter } : {};
}

const squeezed = (height: number, width: number): Geometry => ({ size: { height, width }, crop: 'none' });

type Sides = NonNullable<Geometry['size']>;

/** A share of either side shows the same part of a picture, but is resized from other pixels. */
function squeezedAndCropped(resized: Sides, crop: Sides): Geometry {
  const doubt = `it squeezes to ${resized.height} x ${resized.width} before its crop`;
  const share = crop.height / resized.height;
  const isShare = share <= 1 && share === crop.width / resized.width;
  return { size: crop, ...(isShare && { crop: { centreFraction: share } }), doubt };
}

function croppedAlone(crop: Sides | null): Geometry {
  if (crop && crop.height === crop.width) return { size: crop, crop: floored(crop.height) };
  return { doubt: 'it does not resize' };
}

/** How much of the resized picture's shorter side is kept. */
function shareOf({ crop_pct: given }: Config, { share = 1 }: Family): number {
  if (given === null) return 1;
  return typeof given === 'number' && given > 0 && given <= 1 ? given : share;
}

/** image_processing_convnext.py: below 384 pixels a share of a larger picture, else the whole picture squeezed. */
function convNextGeometry(side: number, share: number, { keepsShareBelow = 0 }: Family): Geometry {
  if (side >= keepsShareBelow) return squeezed(side, side);
  const size = { height: side, width: side };
  return { size, shorterSideTo: Math.trunc(side / share), crop: floored(side) };
}

/** `center_crop` of image_transforms.py. */
function floored(side: number) {
  return { centre: side, rounded: 'down' } as const;
}

function sidesOf(value: unknown): Sides | null {
  if (isSide(value)) return { height: value, width: value };
  const { height, width } = Object(value);
  return isSide(height) && isSide(width) ? { height, width } : null;
}

function isSide(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) <= 4096;
}

function scalingOf(config: Config, family: Family): ReturnType<typeof standardising> {
  const { do_rescale: rescales = true, rescale_factor: factor = 1 / 255 } = config;
  const isRescaled = rescales !== false;
  const rescale = isRescaled ? Number(factor) : 1;
  const normalises = (config.do_normalize ?? family.normalises) !== false;
  const { standardisesTwice = false, takesOneAway = false } = family;
  const [given, deviation] = [numbersIn(config.image_mean), numbersIn(config.image_std)];
  const isTwice = standardisesTwice && config.include_top !== false;
  // image_processing_efficientnet.py: one less after `rescale_factor`, and a second division by the deviation.
  const less = takesOneAway && isRescaled && config.rescale_offset === true ? 1 : 0;
  if (!normalises && !isTwice) return standardising(rescale, [less], [1]);
  if (!given || !deviation) return undefined;
  const mean = given.map((each) => less + (normalises ? each : 0));
  const divisor = normalises && isTwice ? deviation.map((each) => each ** 2) : deviation;
  return standardising(rescale, mean, divisor);
}
