import type { ModelInfo } from '@slc/domain';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { describeInChromium, it } from './chromium.js';
import { ASSESSMENT, STATUS } from './example-service.js';
import { type Language, result } from './page-states.js';

/** A desktop's, and a phone's. */
const WINDOWS = [
  { width: 1280, height: 860 },
  { width: 390, height: 844 },
] as const;

const WORDS = {
  clear: { en: 'Clear: ', es: 'Claro: ' },
  undecided: { en: 'Undecided: ', es: 'Indeciso: ' },
  unusable: { en: 'Unusable: ', es: 'No utilizable: ' },
} as const;

const LANGUAGES: readonly Language[] = ['en', 'es'];

describeInChromium('the first block of a result', () => {
  it.for(['clear', 'undecided'] as const)(
    'shows above the fold the verdict, the bar with its sum, and the plausible classes: %s',
    async (verdict, { page, service }) => {
      for (const language of LANGUAGES) {
        for (const status of [STATUS.calibrated, STATUS.ready]) {
          await result({ status, assessment: ASSESSMENT[verdict] })(page, service, language);
          expect(await page.locator('.verdict').textContent()).toMatch(
            new RegExp(`^${WORDS[verdict][language]}`),
          );
          expect(await page.locator('.malignant-sum strong').textContent()).toMatch(/^\d+\s?%$/);
          expect(await page.locator('.plausible li').count()).toBe(verdict === 'clear' ? 1 : 4);
          for (const viewport of WINDOWS) {
            await page.setViewportSize(viewport);
            const ends = await bottoms(page, ['.verdict', '.malignancy', '.plausible']);
            expect(ends).toEqual(ends.toSorted((a, b) => a - b));
            expect(ends.at(-1)).toBeLessThanOrEqual(viewport.height);
            // A new case, printing and saving are at hand without scrolling.
            const actions = ['[data-new-case]', '[data-print]', '[data-answer]'];
            for (const end of await bottoms(page, actions)) expect(end).toBeLessThan(viewport.height);
          }
        }
      }
    },
  );

  it('says of an unusable picture why, and how to take a better one, and shows no class', async ({
    page,
    service,
  }) => {
    for (const language of LANGUAGES) {
      await result({ status: STATUS.calibrated, assessment: ASSESSMENT.unusable })(page, service, language);
      expect(await page.locator('.verdict').textContent()).toMatch(
        language === 'en'
          ? /^Unusable: this picture is unlike .* and blurred\. What the model makes of it means nothing\.$/
          : /^No utilizable: esta imagen no se parece .* y está borrosa\. Lo que el modelo diga/,
      );
      for (const viewport of WINDOWS) {
        await page.setViewportSize(viewport);
        const [advice] = await bottoms(page, ['.finding > ul']);
        expect(advice).toBeLessThanOrEqual(viewport.height);
      }
      expect(await page.locator('.finding > ul li').count()).toBe(2);
      expect(
        await page
          .getByText(/Melanoma/)
          .filter({ visible: true })
          .count(),
      ).toBe(0);
      const fold = page.locator('.numbers > summary');
      expect(await fold.textContent()).toMatch(/mean nothing|no significan nada/);
      await fold.press('Enter');
      expect(await page.locator('.numbers .malignancy').isVisible()).toBe(true);
    }
  });

  it('keeps violet for what is malignant', async ({ page, service }) => {
    await result({ status: STATUS.calibrated, assessment: ASSESSMENT.undecided })(page, service, 'en');
    const strokes = await page.evaluate(() =>
      ['malignant', 'pre-malignant', 'benign'].map((kind) => {
        const part = document.querySelector(`.stacked .is-${kind}`);
        if (!part) throw new Error(`expected a part that is ${kind}`);
        const { stroke, strokeDasharray } = getComputedStyle(part);
        return { stroke, isHatched: strokeDasharray !== 'none' };
      }),
    );
    const [malignant, preMalignant, benign] = strokes;
    expect([malignant?.isHatched, preMalignant?.isHatched, benign?.isHatched]).toEqual([false, true, false]);
    expect(benign?.stroke).not.toBe(malignant?.stroke);
    const ofBenign = await page.evaluate(() => {
      const row = document.querySelector('[data-plausible=NV] b');
      return row && getComputedStyle(row).color;
    });
    const ink = await page.evaluate(() => getComputedStyle(document.body).color);
    expect(ofBenign).toBe(ink);
    expect(await colourOf(page, '.malignant-sum strong')).toBe(malignant?.stroke);
    for (const control of ['.masthead nav a', '.button', '[data-answer]', 'summary', '.entry-more a']) {
      for (const property of ['color', 'backgroundColor', 'borderColor'] as const) {
        expect(await colourOf(page, control, property), control).not.toBe(malignant?.stroke);
      }
    }
  });

  it('shows the small sum of a benign answer in ink', async ({ page, service }) => {
    const { logits } = service;
    service.logits = [0, 0, 0, 0, 0, 6, 0];
    const naevus = { ...ASSESSMENT.clear, predictionSet: { classes: ['NV'], coverage: 0.9 } };
    await result({ status: STATUS.calibrated, assessment: naevus })(page, service, 'en');
    service.logits = logits;
    expect(await page.locator('.malignant-sum strong').textContent()).toMatch(/^<?1%$/);
    expect(await colourOf(page, '.malignant-sum strong')).toBe(await colourOf(page, 'body'));
  });

  it('has what was measured in a fold that opens without script', async ({
    scriptlessPage: page,
    service,
  }) => {
    await result({ status: STATUS.calibrated, assessment: ASSESSMENT.unusable })(page, service, 'en');
    const rows = page.locator('.measured dd');
    expect(await rows.first().isVisible()).toBe(false);
    const summary = page.locator('.measured > summary');
    expect(await summary.textContent()).toBe(
      '4 of 4 views agree. Outlier score 1.70. 5 of 6 figures of the picture within their limits.',
    );
    await summary.press('Enter');
    expect(await rows.count()).toBe(8);
    expect(await page.locator('.measured dd strong').allInnerTexts()).toEqual([
      'Outside its limit.',
      'Outside its limit.',
    ]);
  });

  it('shows decimals and logits only in a fold', async ({ scriptlessPage: page, service }) => {
    await result({ status: STATUS.calibrated })(page, service, 'en');
    // As it is shown: what a fold hides has no inner text.
    const figures = async () => (await page.locator('main').allInnerTexts()).join().match(/\d\.\d+\s?%/g);
    expect(await figures()).toBeNull();
    await page.locator('.exact > summary').press('Enter');
    expect((await figures())?.length).toBe(7);
  });
});

describeInChromium('the square that the model saw', () => {
  it('is outlined in the picture at its place', async ({ scriptlessPage: page, service }) => {
    await result({})(page, service, 'en');
    const [picture, frame] = await Promise.all(
      ['.framed .lesion', '.frame-line'].map((selector) => page.locator(selector).boundingBox()),
    );
    if (!picture || !frame) throw new Error('expected a picture and a frame');
    // The middle 450 of 600 pixels; the line itself is 2 pixels wide.
    expect(frame.x - picture.x).toBeCloseTo(picture.width / 8, -1);
    expect(Math.abs(frame.width - 0.75 * picture.width)).toBeLessThan(4);
    expect(Math.abs(frame.height - picture.height)).toBeLessThan(4);
  });

  it('is shown at its own size, and larger by click and by key, without script', async ({
    scriptlessPage: page,
    service,
  }) => {
    await result({})(page, service, 'en');
    const side = async () => Math.round((await page.locator('.layers .lesion').boundingBox())?.width ?? 0);
    expect(await side()).toBe(224);
    const enlarge = page.locator('.enlarge > summary');
    await enlarge.click();
    expect(await side()).toBeGreaterThan(400);
    expect(await page.getByText('Reduce', { exact: true }).isVisible()).toBe(true);
    await enlarge.press('Enter');
    expect(await side()).toBe(224);
  });

  it('has its heat map as a layer that is switched without script', async ({
    scriptlessPage: page,
    service,
  }) => {
    await result({})(page, service, 'en');
    const map = page.locator('.map');
    expect(await map.boundingBox()).toEqual(await page.locator('.layers .lesion').boundingBox());
    await page.getByLabel('Show the heat map').press('Space');
    expect(await map.isVisible()).toBe(false);
    expect(await page.locator('.map-words').textContent()).toMatch(
      /strongest in the upper left; 25% of the square.*It was checked: .*So this region does carry the answer\./s,
    );
  });

  it('with a map that fails its check says so, and shows it in grey, also on paper', async ({
    scriptlessPage: page,
    service,
  }) => {
    await result({ mapHolds: false })(page, service, 'en');
    expect(await page.locator('.map').isVisible()).toBe(true);
    expect(await page.locator('.map-words').textContent()).toMatch(
      /The map does not show what the answer rests on\..*So it is shown in grey\.[\s\S]*White is strong/,
    );
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.map').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
    await page.getByLabel('Show the heat map, in grey').uncheck();
    expect(await page.locator('.map').isVisible()).toBe(false);
  });

  it('without room for a map has none, and says so', async ({ scriptlessPage: page, service }) => {
    await result({ mapHolds: null })(page, service, 'es');
    expect(await page.locator('.layers .lesion').isVisible()).toBe(true);
    expect(await page.locator('.map, .map-switch').count()).toBe(0);
    expect(await page.locator('.map-words').textContent()).toContain('el servicio estaba ocupado');
  });
});

describeInChromium('the model’s page and the API’s document', () => {
  it('say what each verdict means, and how its limits were measured', async ({ page, service }) => {
    const meanings = async (status: ModelInfo, language: Language) => {
      service.status = status;
      await page.goto(`${service.base}/${language}/model-info`);
      return (await page.locator('section', { has: page.locator('#limits') }).textContent()) ?? '';
    };
    const calibrated = await meanings(STATUS.calibrated, 'en');
    for (const word of ['Clear', 'Undecided', 'Unusable']) expect(calibrated).toContain(word);
    expect(calibrated).toContain('How they did on images held out of the fit is said below');
    expect(calibrated).toMatch(/given for 900 of [\d,]+ images .* 94% of these answers were right/);
    expect(calibrated).toMatch(/given for 12 of/);
    expect(await meanings(STATUS.ready, 'en')).toContain('undecided where its top class has less than 70%');
    const spanish = await meanings(STATUS.calibrated, 'es');
    for (const word of ['Claro', 'Indeciso', 'No utilizable']) expect(spanish).toContain(word);
    const document = await (await fetch(`${service.base}/api/v1/openapi.json`)).json();
    expect(document.components.schemas.Assessment.properties.verdict.description).toMatch(
      /`clear`: .*`undecided`: .*`unusable`: .*`outliers.heldOut`/,
    );
  });
});

function colourOf(
  page: Page,
  selector: string,
  property: 'color' | 'backgroundColor' | 'borderColor' = 'color',
): Promise<string> {
  return page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element)[name], property);
}

/** Where each of these ends, in pixels from the top of the window. */
async function bottoms(page: Page, selectors: readonly string[]): Promise<number[]> {
  const boxes = await Promise.all(selectors.map((selector) => page.locator(selector).first().boundingBox()));
  return boxes.map((box) => {
    if (!box) throw new Error(`expected boxes of ${selectors}`);
    return box.y + box.height;
  });
}
