import { expect, it } from 'vitest';
import { recipeText } from './recipe-text.js';

it.each([
  [
    { crop: 'none', resize: 'nearest', scale: 2 / 255, offset: -1, views: 1 } as const,
    'crop none, resize nearest, scale 0.00784314, offset -1',
  ],
  [
    {
      preset: 'torchvision',
      channels: 'bgr',
      shorterSideTo: 256,
      crop: { centre: 224 },
      resize: 'bicubic',
      scale: [1, 2, 1 / 3],
      offset: [-1, 0, 0.5],
      standardise: 'image',
      views: 4,
    } as const,
    'preset torchvision, bgr, shorter side to 256, crop centre 224, resize bicubic, scale [1 2 0.333333], offset [-1 0 0.5], standardise image, 4 views',
  ],
  [
    {
      crop: { centreFraction: 0.875 },
      resize: 'area',
      scale: 1,
      offset: 0,
      shorterSideTo: null,
      views: 1,
    } as const,
    'crop centreFraction 0.875, resize area, scale 1, offset 0',
  ],
])('a recipe is told in the order of its steps', (recipe, text) => {
  expect(recipeText(recipe)).toBe(text);
});
