import { encodeManifest, type Locale, parseManifest } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { COMPACT } from '../../../tests/example-models.js';
import { inLanguage } from './page-context.js';
import { preprocessingView } from './preprocessing-view.js';

function steps(preprocessing: object, locale: Locale = 'en') {
  const manifest = parseManifest({ ...encodeManifest(COMPACT), preprocessing });
  return preprocessingView(inLanguage({ locale, prefix: '' }, ''), manifest);
}

const texts = (preprocessing: object, locale?: Locale) =>
  steps(preprocessing, locale).map(({ text }) => text);

describe('the steps from an image to the network', () => {
  it('are those of torchvision, without a second resizing', () => {
    expect(steps({ preset: 'torchvision' }).map(({ text, label }) => [label, text])).toEqual([
      ['R G B', expect.stringContaining('decoded')],
      [
        'min(w, h) = 256',
        'Its shorter side is brought to 256 pixels, with antialiased bilinear interpolation, as in Pillow. The aspect ratio is kept.',
      ],
      ['224 × 224', expect.stringContaining('The square of 224 × 224 pixels in the middle is cut out.')],
      [
        '−2.1179 … 2.64',
        'Each value v changes with its channel: red becomes v × 0.0171248 − 2.1179, green becomes v × 0.017507 − 2.03571 and blue becomes v × 0.0174292 − 1.80444.',
      ],
    ]);
  });

  it('name the channels in the order of the network', () => {
    const [, , , order, values] = texts({ preset: 'keras-vgg' });
    expect(order).toBe('The channels are put in the order blue, green, red.');
    expect(values).toMatch(/: blue becomes v × 1 − 103.939, green .* and red becomes v × 1 − 123.68\.$/);
  });

  it('make grey, cut a fraction, resize, and standardise', () => {
    const recipe = {
      channels: 'grey',
      crop: { centreFraction: 0.875 },
      resize: 'area',
      scale: 1,
      offset: 0,
      standardise: 'image',
    };
    expect(texts(recipe).slice(1)).toEqual([
      'Its colours become grey: 0.299 red + 0.587 green + 0.114 blue.',
      'The middle 87.5% of its width and of its height is cut out.',
      'It is brought to 224 × 224 pixels, with the mean of each area, as in OpenCV. The aspect ratio is not kept.',
      'The values go into the network as they are, 0 to 255.',
      expect.stringContaining('divided by the picture’s standard deviation'),
    ]);
    expect(texts(recipe, 'es').slice(1, 4)).toEqual([
      'Sus colores pasan a gris: 0,299 rojo + 0,587 verde + 0,114 azul.',
      'Se recorta el 87,5\u00a0% central de su ancho y de su alto.',
      'Se lleva a 224 × 224 píxeles, con la media de cada área, como en OpenCV. No se conserva la proporción.',
    ]);
  });

  it('are for the original recipe what they were', () => {
    expect(texts({ preset: 'original' }).slice(1)).toEqual([
      'The whole image is taken.',
      expect.stringContaining('each one copied from its nearest neighbour'),
      'Each value v becomes v × 0.00784314 − 1, from −1 to 1.',
    ]);
  });
});
