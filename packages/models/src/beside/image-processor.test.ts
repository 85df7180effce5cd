import { describe, expect, it } from 'vitest';
import { readPreprocessorConfig } from './image-processor.js';

const HALF = { image_mean: [0.5, 0.5, 0.5], image_std: [0.5, 0.5, 0.5] };
const TO_MINUS_ONE = { scale: 2 / 255, offset: -1 };
const square = (side: number) => ({ height: side, width: side });
const floored = (side: number) => ({ centre: side, rounded: 'down' });

/** As the processors of transformers 5.24 do it: networks that probe their pixels gave the same numbers here, at most 5e-6 apart. */
describe('a processor’s file is read as its own kind of processor reads it', () => {
  it.each<[string, object, object]>([
    [
      'Levit resizes to 256/224 of the side',
      { image_processor_type: 'LevitImageProcessor', size: { shortest_edge: 224 }, crop_size: square(224) },
      { shorterSideTo: 256, crop: floored(224), resize: 'bicubic', ...TO_MINUS_ONE },
    ],
    [
      'Levit of old does not say its crop',
      { feature_extractor_type: 'LevitFeatureExtractor', size: 224, do_center_crop: true, resample: 3 },
      { shorterSideTo: 256, crop: floored(224), resize: 'bicubic', ...TO_MINUS_ONE },
    ],
    [
      'PoolFormer keeps a share',
      { image_processor_type: 'PoolFormerImageProcessor', size: { shortest_edge: 224 }, crop_pct: 0.9 },
      { shorterSideTo: 248, crop: floored(224), resize: 'bicubic', ...TO_MINUS_ONE },
    ],
    [
      'MobileViT reads blue first, without mean and deviation',
      {
        feature_extractor_type: 'MobileViTFeatureExtractor',
        ...{ size: 288, crop_size: 256, resample: 2, do_flip_channel_order: true },
      },
      {
        channels: 'bgr',
        ...{ shorterSideTo: 288, crop: floored(256), resize: 'bilinear-antialiased' },
        ...{ scale: 1 / 255, offset: 0 },
      },
    ],
    [
      'EfficientNet divides by the deviation twice',
      { image_processor_type: 'EfficientNetImageProcessor', size: square(346), include_top: true },
      { crop: 'none', resize: 'bicubic', scale: 4 / 255, offset: -2 },
    ],
    [
      'EfficientNet takes one away',
      {
        image_processor_type: 'EfficientNetImageProcessor',
        ...{ size: square(346), include_top: false, rescale_offset: true, do_normalize: false },
        rescale_factor: 1 / 127.5,
      },
      { crop: 'none', resize: 'bicubic', scale: 1 / 127.5, offset: -1 },
    ],
    [
      'ViT in its fast form squeezes',
      { image_processor_type: 'ViTImageProcessorFast', size: square(224) },
      { crop: 'none', resize: 'bilinear-antialiased', ...TO_MINUS_ONE },
    ],
  ])('%s', (_, config, expected) => {
    const { recipe } = readPreprocessorConfig({ ...HALF, ...config });
    expect(recipe).toEqual({ value: expected, source: 'preprocessor_config.json' });
  });

  it.each<[string, object, string]>([
    [
      'DeiT squeezes before its crop',
      { image_processor_type: 'DeiTImageProcessor', size: square(256), crop_size: square(224) },
      'it squeezes to 256 x 256 before its crop',
    ],
    [
      'a crop that is no square',
      {
        image_processor_type: 'CLIPImageProcessor',
        ...{ size: { shortest_edge: 256 }, crop_size: { height: 192, width: 224 } },
      },
      'its crop is no square',
    ],
    [
      'a filter of Pillow’s',
      { image_processor_type: 'ViTImageProcessor', size: square(224), resample: 4 },
      'it resizes by the filter 4 of Pillow',
    ],
    [
      'a step of another kind',
      { image_processor_type: 'ViTImageProcessor', size: square(224), do_pad: true },
      'it has do_pad',
    ],
    [
      'a processor of another kind',
      { image_processor_type: 'PerceiverImageProcessor', size: square(224) },
      'the steps of its processor, Perceiver, are not known',
    ],
    [
      'no processor, where two read a number otherwise',
      { size: 256, crop_size: 224, do_center_crop: true },
      'it does not say which processor reads it, and it squeezes to 256 x 256 before its crop',
    ],
  ])('what no recipe of ours does is in doubt: %s', (_, config, doubt) => {
    expect(readPreprocessorConfig({ ...HALF, ...config }).recipe?.doubt).toBe(doubt);
  });
});
