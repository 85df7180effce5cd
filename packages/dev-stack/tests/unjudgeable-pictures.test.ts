import { type Classification, classById, LABEL_SETS } from '@slc/domain';
import sharp, { type Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compressed, noisy, pixelated } from '../../image/scripts/picture-defects.mjs';
import { PHOTOGRAPHS, PHOTOGRAPHS_NOTE } from '../../image/tests/photographs.js';
import { DRAWING, formWith, startQuietStack } from './running-stack.js';

// What nobody may read as an all-clear, asked of the whole product by page and by API, with the compact model's own limits.

let stack: Awaited<ReturnType<typeof startQuietStack>>;
beforeAll(async () => {
  // The page's map takes further passes, on a machine that may do much else.
  stack = await startQuietStack({ REQUEST_TIMEOUT_MS: '60000' });
});
afterAll(() => stack.close());

const WORDS = { clear: 'Clear', undecided: 'Undecided', unusable: 'Unusable' } as const;

/** The answer by the API; the page must begin with the same verdict, by its word. */
async function answerTo(picture: Sharp): Promise<Classification> {
  const body = formWith('image', await picture.png().toBuffer());
  const answer = await fetch(`${stack.base}/api/v1/classify`, { method: 'POST', body });
  expect(answer.status).toBe(200);
  const classification = (await answer.json()) as Classification;
  const response = await fetch(`${stack.base}/en/classify`, { method: 'POST', body });
  const page = await response.text();
  const { verdict } = classification.assessment;
  expect(page).toContain(`data-verdict="${verdict}"`);
  const [, sentence = '', rest = ''] = /<h2 id="verdict"[^>]*>([^<]*)<\/h2>([\s\S]*)/.exec(page) ?? [];
  expect(sentence.startsWith(`${WORDS[verdict]}: `)).toBe(true);
  expect(rest.includes('<ul class="plausible">')).toBe(verdict !== 'unusable');
  // A picture that means nothing is not explained; any other has a map, or the reason why not.
  expect(/data-map="(holds|fails)"/.test(page)).toBe(verdict !== 'unusable');
  return classification;
}

/** That the answer does not calm: it is not clear, or names a malignant class. */
function expectNoAllClear({ assessment, topClass, predictions }: Classification): void {
  const { malignancy } = classById(LABEL_SETS.ham10000, topClass);
  const said = `${assessment.verdict}: ${topClass} ${predictions[0]?.probability}`;
  expect(assessment.verdict === 'clear' && malignancy === 'benign', said).toBe(false);
}

describe('a picture of nothing', () => {
  it.each<[string, Sharp]>([
    ['black', sharp({ create: { width: 600, height: 450, channels: 3, background: '#000000' } })],
    ['a drawing, blurred until nothing can be seen', sharp(DRAWING).blur(18)],
  ])('is unusable, on the page and in the API: %s', async (_, picture) => {
    const classification = await answerTo(picture);
    expect(classification.assessment.verdict).toBe('unusable');
  });
});

describe.skipIf(PHOTOGRAPHS.length === 0)(`a photographed melanoma${PHOTOGRAPHS_NOTE}`, () => {
  const melanomas = PHOTOGRAPHS.filter(({ name }) => name.startsWith('mel_'));

  it.each(melanomas)('is never clearly benign, also when it is turned: $name', async ({ bytes }) => {
    expectNoAllClear(await answerTo(sharp(bytes)));
    for (const angle of [90, 180, 270]) expectNoAllClear(await answerTo(sharp(bytes).rotate(angle)));
  });

  it.each(melanomas)('is unusable when it is blurred: $name', async ({ bytes }) => {
    // A blur of 3 % of the side.
    const classification = await answerTo(sharp(bytes).blur(0.03 * 450));
    expect(classification.assessment).toMatchObject({
      verdict: 'unusable',
      reasons: expect.arrayContaining(['blurred']),
    });
  });

  it.each(melanomas)('is unusable when the blur is hidden: $name', async ({ bytes }) => {
    const whole = await rawOf(sharp(bytes));
    const blurred = await rawOf(sharp(bytes).blur(0.03 * 450));
    for (const picture of [
      ...[3, 8].map((sigma) => noisy(blurred, sigma)),
      ...(await Promise.all([15, 8].map((quality) => compressed(blurred, quality)))),
      pixelated(whole, 24),
    ]) {
      const { width, height, data } = picture;
      const classification = await answerTo(sharp(data, { raw: { width, height, channels: 3 } }));
      expect(classification.assessment).toMatchObject({
        verdict: 'unusable',
        reasons: expect.arrayContaining(['blurred']),
      });
    }
  });
});

async function rawOf(picture: Sharp) {
  const { data, info } = await picture.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data: new Uint8Array(data) };
}
