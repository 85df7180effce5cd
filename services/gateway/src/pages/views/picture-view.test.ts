import { encodeManifest, parseManifest } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { COMPACT } from '../../../tests/example-models.js';
import { ANSWER } from '../../../tests/running-gateway.js';
import { inLanguage } from './page-context.js';
import { pictureView } from './picture-view.js';

const RECIPE = { resize: 'nearest', scale: 1, offset: 0 };

function view(size: { readonly width: number; readonly height: number }, preprocessing: object) {
  const manifest = parseManifest({
    ...encodeManifest(COMPACT),
    preprocessing: { ...RECIPE, ...preprocessing },
  });
  const image = { ...ANSWER.classification.image, ...size };
  const answer = { ...ANSWER, classification: { ...ANSWER.classification, image } };
  const { frame, looked } = pictureView(inLanguage({ locale: 'en', prefix: '' }, ''), answer, manifest);
  return { frame, looked };
}

const PHOTOGRAPH = { width: 600, height: 450 };

describe('the outline of what the model saw', () => {
  it.each<[string, object, object | null, string]>([
    [
      'the largest square',
      { crop: 'centre-square' },
      { x: '75', y: '0', width: '450', height: '450' },
      'The model saw the marked square, the largest one in its middle, reduced to 224 × 224 pixels.',
    ],
    [
      'the middle of a resized picture',
      { shorterSideTo: 256, crop: { centre: 224 } },
      { x: '102.05', y: '28.13', width: '394.13', height: '393.75' },
      'The model saw the marked part in its middle, brought to 224 × 224 pixels.',
    ],
    [
      'a fraction of each side',
      { crop: { centreFraction: 0.5 } },
      { x: '150', y: '112', width: '300', height: '226' },
      'The model saw the marked part in its middle, brought to 224 × 224 pixels.',
    ],
    ['none', { crop: 'none' }, null, 'The model saw all of it, squeezed to 224 × 224 pixels.'],
    [
      'none where black was added',
      { crop: { centre: 700 } },
      null,
      'The model saw all of it, with black around it, as 224 × 224 pixels.',
    ],
  ])('is %s', (_, preprocessing, frame, looked) => {
    const got = view(PHOTOGRAPH, preprocessing);
    expect(got.looked).toBe(looked);
    if (frame === null) expect(got.frame).toBeNull();
    else expect(got.frame).toEqual({ viewBox: '0 0 600 450', ...frame });
  });

  it('is none for a picture that is that square', () => {
    expect(view({ width: 300, height: 300 }, { crop: 'centre-square' }).frame).toBeNull();
  });
});
