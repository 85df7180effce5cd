import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { encodeManifest, parseManifest } from './manifest.js';
import { PRESET_NAMES } from './preprocessing-presets.js';

const FULL = JSON.parse(
  await readFile(new URL('../../models/efficientnetv2s-ham10000/manifest.json', import.meta.url), 'utf8'),
);

const SIMPLE = { crop: 'none', resize: 'nearest', scale: 1, offset: 0 };

function parse(preprocessing: object, side = 224) {
  const manifest = parseManifest({ ...FULL, input: { height: side, width: side }, preprocessing });
  expect(parseManifest(encodeManifest(manifest))).toEqual(manifest);
  return manifest.preprocessing;
}

describe('a manifest’s preprocessing', () => {
  it.each<[string, object]>([
    ['numbers of each channel', { scale: [0.0171, 0.0175, 0.0174], offset: [-2.1, -2, -1.8] }],
    ['the order of channels', { channels: 'bgr' }],
    ['grey', { channels: 'grey' }],
    ['a shorter side and a centre', { shorterSideTo: 256, crop: { centre: 224 } }],
    ['a fraction of the centre', { crop: { centreFraction: 0.875 } }],
    ['standardised pictures', { standardise: 'image' }],
    ...['bilinear', 'bilinear-opencv', 'area', 'bicubic', 'lanczos'].map((resize): [string, object] => [
      resize,
      { resize },
    ]),
  ])('may say %s', (_, words) => {
    expect(parse({ ...SIMPLE, ...words })).toEqual({ ...SIMPLE, ...words, views: 1 });
  });

  it.each<[string, object, string]>([
    ['two numbers for three channels', { scale: [1, 2] }, 'preprocessing.scale: expected a number, or three'],
    ['a scale of 0', { scale: [1, 0, 1] }, 'preprocessing.scale: expected numbers other than 0'],
    [
      'an unknown crop',
      { crop: 'middle' },
      'preprocessing.crop: expected "none", "centre-square", {"centre":',
    ],
    ['two crops', { crop: { centre: 224, centreFraction: 0.5 } }, 'preprocessing.crop: expected "none"'],
    [
      'a fraction above 1',
      { crop: { centreFraction: 87.5 } },
      'preprocessing.crop.centreFraction: Too big: expected number to be <=1',
    ],
    ['half a pixel', { shorterSideTo: 255.5 }, 'preprocessing.shorterSideTo: '],
    ['an unknown preset', { preset: 'pytorch' }, 'preprocessing.preset: '],
    ['a misspelt word', { colour: 'bgr' }, 'preprocessing: Unrecognized key: "colour"'],
    ['an unknown way of standardising', { standardise: 'batch' }, 'preprocessing.standardise: '],
  ])('is refused with %s', (_, words, message) => {
    expect(() => parse({ ...SIMPLE, ...words })).toThrow(message);
  });

  it('needs all that no preset gives', () => {
    expect(() => parse({ channels: 'bgr' })).toThrow(/preprocessing.crop: .* preprocessing.resize: /);
  });
});

describe('a preset', () => {
  // (0.5 - mean) / deviation of ImageNet is what torchvision makes of a value of 127.5.
  const middle = [(0.5 - 0.485) / 0.229, (0.5 - 0.456) / 0.224, (0.5 - 0.406) / 0.225];

  it.each(PRESET_NAMES)('%s is a whole recipe', (preset) => {
    const { resize, views } = parse({ preset });
    expect(['nearest', 'bilinear-antialiased', 'bicubic']).toContain(resize);
    expect(views).toBe(1);
  });

  it('of Keras’s VGG and ResNet50 puts blue first and takes the means away', () => {
    for (const preset of ['keras-vgg', 'keras-resnet50'])
      expect(parse({ preset })).toEqual({
        preset,
        crop: 'none',
        resize: 'nearest',
        channels: 'bgr',
        scale: 1,
        offset: [-103.939, -116.779, -123.68],
        views: 1,
      });
  });

  it.each(['keras-densenet', 'torchvision', 'timm', 'fastai'])(
    '%s has ImageNet’s means and deviations',
    (preset) => {
      const { scale, offset, channels } = parse({ preset });
      expect(channels).toBeUndefined();
      if (typeof scale === 'number' || typeof offset === 'number') throw new Error('expected three of each');
      for (const [c, value] of middle.entries())
        expect(127.5 * (scale[c] ?? 0) + (offset[c] ?? 0)).toBeCloseTo(value, 12);
    },
  );

  it('of torchvision and timm resizes to the size whose middle is the input', () => {
    expect(parse({ preset: 'torchvision' })).toMatchObject({
      shorterSideTo: 256,
      crop: { centre: 224 },
      resize: 'bilinear-antialiased',
    });
    // Inception v3 of torchvision, and the floor of timm.
    expect(parse({ preset: 'torchvision' }, 299)).toMatchObject({
      shorterSideTo: 342,
      crop: { centre: 299 },
    });
    expect(parse({ preset: 'timm' }, 299)).toMatchObject({ shorterSideTo: 341, resize: 'bicubic' });
  });

  it('is a start that other keys override', () => {
    const words = {
      shorterSideTo: null,
      crop: 'none',
      resize: 'area',
      scale: 0.5,
      channels: 'bgr',
      views: 4,
    };
    expect(parse({ preset: 'torchvision', ...words })).toMatchObject({ preset: 'torchvision', ...words });
  });
});
