import type { Found } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { readFileMetadata } from './file-metadata.js';
import { firstOf } from './found.js';
import { readHuggingFaceConfig } from './hugging-face.js';
import { readPreprocessorConfig } from './image-processor.js';
import { readCustomVision, readLabelsJson, readLabelsText, readLobeSignature } from './label-files.js';
import { readTimmConfig } from './timm.js';

const valuesOf = ({ classes, size, recipe }: Found) => ({
  ...(classes && { classes: classes.value }),
  ...(size && { size: size.value }),
  ...(recipe && { recipe: recipe.value }),
});

const HALF = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const TO_MINUS_ONE = { scale: 2 / 255, offset: -1 };

describe('what lies beside a model is read as its library reads it', () => {
  it.each<[string, Found, object]>([
    [
      'Hugging Face: names by place',
      readHuggingFaceConfig({ id2label: { '1': 'melanoma', '0': 'nevus' } }),
      { classes: ['nevus', 'melanoma'] },
    ],
    [
      'Hugging Face: names that nobody gave',
      readHuggingFaceConfig({ id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } }),
      {},
    ],
    [
      'Hugging Face: ViT squeezes',
      readPreprocessorConfig({ size: { height: 224, width: 224 }, resample: 2, ...HALF }),
      {
        size: { height: 224, width: 224 },
        recipe: { crop: 'none', resize: 'bilinear-antialiased', ...TO_MINUS_ONE },
      },
    ],
    [
      'Hugging Face: a crop of a shorter side',
      readPreprocessorConfig({
        size: { shortest_edge: 256 },
        crop_size: { height: 224, width: 224 },
        do_center_crop: true,
        resample: 3,
        ...HALF,
      }),
      {
        size: { height: 224, width: 224 },
        recipe: {
          shorterSideTo: 256,
          crop: { centre: 224, rounded: 'down' },
          resize: 'bicubic',
          ...TO_MINUS_ONE,
        },
      },
    ],
    [
      'Hugging Face: ConvNeXt keeps a share',
      readPreprocessorConfig({
        image_processor_type: 'ConvNextImageProcessor',
        size: { shortest_edge: 224 },
        crop_pct: 0.875,
        resample: 3,
        ...HALF,
      }),
      {
        size: { height: 224, width: 224 },
        recipe: {
          shorterSideTo: 256,
          crop: { centre: 224, rounded: 'down' },
          resize: 'bicubic',
          ...TO_MINUS_ONE,
        },
      },
    ],
    [
      'Hugging Face: scaling alone',
      readPreprocessorConfig({ size: 64, do_normalize: false, rescale_factor: 1 / 255, resample: 0 }),
      {
        size: { height: 64, width: 64 },
        recipe: { crop: 'none', resize: 'nearest', scale: 1 / 255, offset: 0 },
      },
    ],
    [
      'timm',
      readTimmConfig({
        label_names: ['a', 'b'],
        pretrained_cfg: {
          input_size: [3, 224, 224],
          crop_pct: 0.95,
          interpolation: 'bicubic',
          mean: [0.5, 0.5, 0.5],
          std: [0.5, 0.5, 0.5],
        },
      }),
      {
        classes: ['a', 'b'],
        size: { height: 224, width: 224 },
        recipe: { shorterSideTo: 235, crop: { centre: 224 }, resize: 'bicubic', ...TO_MINUS_ONE },
      },
    ],
    [
      'Ultralytics, in the file itself',
      readFileMetadata({
        task: 'classify',
        names: `{0: 'benign', 1: "crow's", 2: 'it\\'s'}`,
        imgsz: '[64, 64]',
      }),
      {
        classes: ['benign', "crow's", "it's"],
        size: { height: 64, width: 64 },
        recipe: {
          shorterSideTo: 64,
          crop: { centre: 64 },
          resize: 'bilinear-antialiased',
          scale: 1 / 255,
          offset: 0,
        },
      },
    ],
    [
      'Windows’ words for pixels, in the file itself',
      readFileMetadata({
        'Image.BitmapPixelFormat': 'Bgr8',
        'Image.NominalPixelRange': 'NominalRange_0_255',
      }),
      { recipe: { channels: 'bgr', scale: 1, offset: 0 } },
    ],
    [
      'Lobe',
      readLobeSignature({
        inputs: { Image: { shape: [null, 224, 224, 3] } },
        classes: { Label: ['a', 'b'] },
      }),
      {
        classes: ['a', 'b'],
        size: { height: 224, width: 224 },
        recipe: { crop: 'centre-square', resize: 'bicubic', scale: 1 / 255, offset: 0 },
      },
    ],
    [
      'Custom Vision',
      readCustomVision({
        'CustomVision.Preprocess.CropMethod': 'NoCrop',
        'CustomVision.Preprocess.TargetHeight': '224',
        'CustomVision.Preprocess.TargetWidth': '224',
      }),
      { size: { height: 224, width: 224 }, recipe: { crop: 'none', resize: 'bicubic' } },
    ],
    [
      'Teachable Machine',
      readLabelsText('0 nevus\n1 seborrheic keratosis\n'),
      {
        classes: ['nevus', 'seborrheic keratosis'],
        recipe: { crop: 'centre-square', resize: 'lanczos', scale: 2 / 255, offset: -1 },
      },
    ],
    ['a plain list of lines', readLabelsText('\ufeffa\r\nb\r\n\r\n'), { classes: ['a', 'b'] }],
    ['a list in JSON', readLabelsJson(['a', 'b'], 'classes.json'), { classes: ['a', 'b'] }],
    ['places by name in JSON', readLabelsJson({ b: 1, a: 0 }, 'classes.json'), { classes: ['a', 'b'] }],
  ])('%s', (_, found, expected) => {
    expect(valuesOf(found)).toEqual(expected);
  });

  it.each<[string, Found]>([
    ['a place that is missing', readLabelsJson({ a: 0, b: 2 }, 'labels.json')],
    ['a place that stands twice', readLabelsJson({ a: 0, b: 0 }, 'labels.json')],
    ['something else', readLabelsJson('melanoma', 'labels.json')],
    ['one line', readLabelsText('nevus')],
  ])('nothing is taken from %s', (_, found) => {
    expect(found).toEqual({});
  });

  it('a network of another task is refused', () => {
    expect(() => readFileMetadata({ task: 'detect', imgsz: '640' })).toThrow('its task is detect');
  });

  it('the first that says something counts', () => {
    const first = { classes: { value: ['a', 'b'], source: 'one' } };
    const second = {
      classes: { value: ['c', 'd'], source: 'two' },
      size: { value: { height: 1, width: 1 }, source: 'two' },
    };
    const notes = ['two names other classes than one, whose names were taken'];
    expect(firstOf(first, {}, second)).toEqual({ ...second, ...first, notes });
  });

  it.each<[string, Found, string]>([
    [
      'another crop of another file',
      firstOf(
        { recipe: { value: { crop: 'none' }, source: 'one' } },
        { recipe: { value: { crop: 'centre-square', scale: 1 }, source: 'two' } },
      ),
      'two says another crop',
    ],
    [
      'pictures that are not square',
      readTimmConfig({
        pretrained_cfg: { input_size: [3, 224, 160], interpolation: 'bicubic', mean: [0.5], std: [0.5] },
      }),
      'its pictures are not square',
    ],
    [
      'a part that no recipe keeps',
      readCustomVision({
        'CustomVision.Preprocess.CropMethod': 'FullImageShorterSide',
        'Image.BitmapPixelFormat': 'Bgr8',
        'Image.NominalPixelRange': 'Normalized_0_1',
      }),
      'it crops by FullImageShorterSide',
    ],
    [
      'numbered lines, which others write too',
      readLabelsText('0 nevus\n1 melanoma'),
      'it numbers its lines as Teachable Machine does, whose recipe this is',
    ],
  ])('a recipe is in doubt for %s', (_, { recipe }, doubt) => {
    expect(recipe?.doubt).toBe(doubt);
  });

  it.each<[string, string]>([
    ['places before commas', '0,a\n1,b'],
    ['places before colons', '0: a\n1: b'],
    ['places that count from 1', '1 a\n2 b'],
    ['one line', 'a, b'],
    ['ends of lines of old', 'a\rb'],
  ])('labels.txt may have %s', (_, text) => {
    expect(readLabelsText(text).classes?.value).toEqual(['a', 'b']);
  });

  it.each<[string, unknown]>([
    ['places in texts', { a: '0', b: '1' }],
    ['places that count from 1', { '1': 'a', '2': 'b' }],
    ['a list in an object', { labels: ['a', 'b'] }],
    ['places in an object', { classes: { a: 0, b: 1 } }],
  ])('labels.json may have %s', (_, json) => {
    expect(readLabelsJson(json, 'labels.json').classes?.value).toEqual(['a', 'b']);
  });

  it('the numbers of the classes of a configuration name them too', () => {
    const { classes } = readHuggingFaceConfig({ label2id: { b: 1, a: 0 } });
    expect(classes).toEqual({ value: ['a', 'b'], source: 'config.json (label2id)' });
  });
});
