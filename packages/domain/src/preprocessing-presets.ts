import type { Preprocessing } from './manifest.js';

/** A recipe by the name of the library that has it. */
export const PRESET_NAMES = [
  'original',
  'keras-vgg',
  'keras-resnet50',
  'keras-densenet',
  'torchvision',
  'timm',
  'fastai',
] as const;

export type PresetName = (typeof PRESET_NAMES)[number];

/** ImageNet's means and deviations of red, green and blue, of values from 0 to 1: the IMAGENET_DEFAULT_ of timm. */
const MEAN = [0.485, 0.456, 0.406] as const;
const DEVIATION = [0.229, 0.224, 0.225] as const;

type PerChannel = [number, number, number];

const STANDARDISED = {
  scale: DEVIATION.map((deviation) => 1 / (255 * deviation)) as PerChannel,
  offset: MEAN.map((mean, c) => -mean / (DEVIATION[c] ?? 1)) as PerChannel,
};

/** `load_img(target_size=…)`, with which the documentation of Keras Applications begins: Pillow's nearest, without a crop. */
const LOADED_BY_KERAS = { crop: 'none', resize: 'nearest' } as const;

/** The mode `caffe` of `preprocess_input` in keras/src/applications/imagenet_utils.py. */
const CAFFE = {
  ...LOADED_BY_KERAS,
  channels: 'bgr',
  scale: 1,
  offset: [-103.939, -116.779, -123.68] as PerChannel,
} as const;

/** The share of the shorter side that is kept: 224 of 256, DEFAULT_CROP_PCT of timm. */
const KEPT = 0.875;

type PresetRecipe = Partial<Omit<Preprocessing, 'preset'>> &
  Pick<Preprocessing, 'crop' | 'resize' | 'scale' | 'offset'>;

/** Each preset's keys, for an input whose shorter side has so many pixels. */
const PRESETS: Readonly<Record<PresetName, (side: number) => PresetRecipe>> = {
  // The application that this product replaces squeezes by nearest neighbour and takes (x / 255 - 0.5) * 2.
  original: () => ({ ...LOADED_BY_KERAS, scale: 2 / 255, offset: -1 }),
  // keras/src/applications/vgg16.py and vgg19.py
  'keras-vgg': () => CAFFE,
  // keras/src/applications/resnet.py
  'keras-resnet50': () => CAFFE,
  // keras/src/applications/densenet.py: the mode `torch`
  'keras-densenet': () => ({ ...LOADED_BY_KERAS, ...STANDARDISED }),
  // ImageClassification in torchvision/transforms/_presets.py: 256 and 224; 342 and 299 for Inception v3.
  torchvision: (side) => ({
    shorterSideTo: Math.round(side / KEPT),
    crop: { centre: side },
    resize: 'bilinear-antialiased',
    ...STANDARDISED,
  }),
  // transforms_imagenet_eval in timm/data/transforms_factory.py, with the defaults of timm/data/config.py
  timm: (side) => ({
    shorterSideTo: Math.floor(side / KEPT),
    crop: { centre: side },
    resize: 'bicubic',
    ...STANDARDISED,
  }),
  // Resize in fastai/vision/augment.py: of its methods Crop, which is the usual one, on pictures of a validation set.
  fastai: () => ({ crop: 'centre-square', resize: 'bilinear-antialiased', ...STANDARDISED }),
};

/** What a preset says of pictures of such a size. */
export function presetRecipe(
  name: PresetName,
  input: { readonly height: number; readonly width: number },
): PresetRecipe {
  return PRESETS[name](Math.min(input.width, input.height));
}

/** @returns a manifest's JSON with those keys of the preset that its `preprocessing` names which it does not give itself */
export function withPreset(json: unknown): unknown {
  const { preprocessing, input } = Object(json);
  const { preset } = Object(preprocessing);
  const name = PRESET_NAMES.find((known) => known === preset);
  // What does not fit the schema is refused by the schema.
  if (name === undefined) return json;
  return {
    ...Object(json),
    preprocessing: { ...presetRecipe(name, Object(input)), ...Object(preprocessing) },
  };
}
