import { type Guess, LABEL_SETS, type LesionClass, LOCALES } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import {
  drawnAnswers,
  fullInput,
  manifestOf,
  reportInput,
  unknownClasses,
} from '../../tests/report-inputs.js';
import type { LabelledAnswers } from '../answers.js';
import { calibrateModel } from '../fits/calibrate-model.js';
import { notFittedInEnglish } from './not-fitted-words.js';
import { renderReport } from './render-report.js';
import type { ReportModel } from './report-input.js';

const HAM = LABEL_SETS.ham10000;
const TWO = LABEL_SETS['benign-malignant'];

/** What a reader sees: without tags, styles and the attributes of drawings. */
function textOf(html: string): string {
  return html
    .replace(/<style>[\s\S]*?<\/style>/, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

function right(answers: LabelledAnswers, isRight: boolean): LabelledAnswers {
  const { labels, classes } = answers;
  const logits = answers.logits.map((_, at) => {
    const isTrue = at % classes.length === labels[Math.floor(at / classes.length)];
    return isTrue === isRight ? 9 : 0;
  });
  return { ...answers, logits };
}

describe('a report', () => {
  it.each<[string, LabelledAnswers]>([
    ['one image', drawnAnswers(HAM, 1)],
    ['a class without images', drawnAnswers(HAM, 60, (image) => image % 5)],
    ['benign images alone', drawnAnswers(TWO, 12, () => 0)],
    ['malignant images alone', drawnAnswers(TWO, 12, () => 1)],
    ['two classes', drawnAnswers(TWO, 30)],
    ['forty classes', drawnAnswers(unknownClasses(40), 200)],
    ['classes whose malignancy is not known', drawnAnswers(unknownClasses(5), 50)],
    ['all right', right(drawnAnswers(HAM, 70), true)],
    ['all wrong', right(drawnAnswers(TWO, 20), false)],
  ])('says of %s what is not defined, in every language', (_, answers) => {
    for (const language of LOCALES) {
      const html = renderReport(reportInput(answers, { language }));
      expect(html).not.toMatch(/NaN|Infinity|undefined|\bnull\b|\[object/);
      expect(textOf(html)).not.toMatch(/[{}]/);
    }
  });

  it('says of a share that the figures are not those of all images', () => {
    const input = reportInput(drawnAnswers(HAM, 60));
    const shared = { ...input, data: { ...input.data, shard: { number: 2, of: 8 } } };
    const sentence = 'These figures are of share 2 of 8 of the images alone.';
    expect(textOf(renderReport(shared))).toContain(sentence);
    expect(textOf(renderReport(input))).not.toContain('of the images alone');
  });

  it('names figures without images as not defined', () => {
    const answers = drawnAnswers(HAM, 60, (image) => image % 5);
    expect(textOf(renderReport(reportInput(answers)))).toMatch(/Vascular lesion VASC benign 0 not defined/);
    expect(textOf(renderReport(reportInput(answers, { language: 'es' })))).toMatch(
      /Lesión vascular VASC benigna 0 no definido/,
    );
  });

  it('begins with what a patient would ask, counted', () => {
    // Forty melanomas: thirty named so, four called a carcinoma, six a naevus.
    const [mel, bcc, nv] = ['MEL', 'BCC', 'NV'].map((id) => HAM.findIndex((label) => label.id === id));
    const named = [...Array(30).fill(mel), ...Array(4).fill(bcc), ...Array(6).fill(nv)] as number[];
    const answers: LabelledAnswers = {
      classes: HAM,
      labels: new Int32Array(40).fill(mel ?? 0),
      logits: Float64Array.from(named.flatMap((top) => HAM.map((_, k) => (k === top ? 5 : 0)))),
      groups: Int32Array.from(named, (_, image) => image),
    };
    const text = textOf(renderReport(reportInput(answers)));
    expect(text).toContain('Of 100 in images like these, the model names 75 (95% interval: 60 to 86).');
    expect(text).toContain('Counted: 30 of 40 images.');
    expect(text).toContain('It gave a benign name to 6 of 40 malignant or pre-malignant lesions.');
    expect(text.indexOf('Counted: 30')).toBeLessThan(text.indexOf('Contents'));
  });

  it('warns of what was guessed of the model, and of the second one by its name', () => {
    const answers = drawnAnswers(HAM, 140);
    const { comparison, ...input } = fullInput(answers);
    const guessed = <T extends ReportModel>(model: T, guesses: readonly Guess[]) => ({
      ...model,
      manifest: { ...model.manifest, guessed: guesses },
    });
    expect(renderReport(input)).not.toMatch(/(is a guess|are guesses)\./);
    const alone = { ...input, model: guessed(input.model, ['classes', 'scaling']) };
    expect(renderReport(alone)).toContain('<p class="caution">Which class each output of this model stands');
    expect(renderReport({ ...alone, language: 'es' })).toContain('para él son suposiciones. Si una es falsa');
    if (!comparison) throw new Error('expected a comparison');
    const second = guessed(comparison.second, ['scaling']);
    const { name } = second.manifest;
    expect(renderReport({ ...input, comparison: { ...comparison, second } })).toContain(
      `<p class="caution">${name}: How pixels are scaled for this model is a guess.`,
    );
  });

  it('escapes names of files and classes, and lets nothing run or load', () => {
    const hostile = `"><script>alert(1)</script><img src=x onerror='alert(2)'>{{t}}.jpg`;
    const classes = unknownClasses(2).map(
      (label): LesionClass => ({ ...label, name: `${label.id}${hostile}` }),
    );
    const answers = right(drawnAnswers(classes, 120), false);
    const manifest = manifestOf(classes);
    const html = renderReport(
      fullInput(answers, { file: () => hostile, manifest: { ...manifest, name: hostile } }),
    );
    expect(html).not.toMatch(/<script|<img src=x|<link|<iframe|<object|@import|url\(/i);
    expect(html).toContain('&lt;script&gt;');
    expect(html).toContain("default-src 'none'");
    for (const [, address] of html.matchAll(/\s(?:href|src)="([^"]*)"/g))
      expect(address).toMatch(/^(#|data:)/);
  });

  it('has each part that a name or a link refers to, once', () => {
    const html = renderReport(fullInput(drawnAnswers(HAM, 210), { manifest: manifestOf(null) }));
    const ids = [...html.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    const referred = [...html.matchAll(/\s(?:aria-labelledby|href)="#?([^"]*)"/g)].map(([, id]) => id);
    expect(referred.length).toBeGreaterThan(30);
    for (const id of referred) expect(ids).toContain(id);
    const numbers = [...html.matchAll(/<b>Table (\d+)\.<\/b>/g)].map(([, number]) => Number(number));
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  });

  it('says the same in each language, with its own numbers', () => {
    const answers = drawnAnswers(HAM, 210);
    const [english, spanish] = LOCALES.map((language) =>
      renderReport(fullInput(answers, { language, manifest: manifestOf(null) })),
    );
    const shape = (html = '') =>
      [...html.matchAll(/<(\w+)/g)].map(([, tag]) => tag).filter((tag) => tag !== 'span');
    expect(shape(spanish)).toEqual(shape(english));
    expect(spanish).toContain('<html lang="es">');
    expect(textOf(spanish ?? '')).toMatch(/\d,\d{3} de \d,\d{3} a \d,\d{3}/);
    // Only what exists in English alone, which says so.
    expect(spanish).toContain('<span lang="en">labels.csv, line 7: its image is not found</span>');
  });

  it('draws up to twenty classes, and lists more', () => {
    const few = renderReport(reportInput(drawnAnswers(unknownClasses(20), 200)));
    const many = renderReport(reportInput(drawnAnswers(unknownClasses(21), 210)));
    const has = (html: string) =>
      [/<table class="interval-plot/, /<table class="confusion/, /class="small-plot"/].map((part) =>
        part.test(html),
      );
    expect(has(few)).toEqual([true, true, true]);
    expect(has(many)).toEqual([false, false, false]);
    expect(many).toContain('The most frequent wrong answers');
    expect(many.match(/<th scope="row">class 20 <span class="code">c20/g)?.length).toBeGreaterThanOrEqual(3);
  });

  it('stays small where there are many images', () => {
    const html = renderReport(reportInput(drawnAnswers(HAM, 10_000)));
    expect(html.length).toBeLessThan(250_000);
  });

  it('says of a calibration what was asked, what was got and what was left out', () => {
    const input = fullInput(drawnAnswers(HAM, 210), { manifest: manifestOf(null) });
    const text = textOf(renderReport(input));
    const { covered } = input.calibration?.fits.heldOut.coverage ?? { covered: 0 };
    expect(text).toContain(
      `asked to hold the true class for 90% of images. They held it for ${covered} of 210.`,
    );
    expect(text).toContain('no detector, since the model gives no embedding');
    expect(text).toContain('Calibration report');
    expect(text).not.toContain('no value fits');
  });

  it('says that no temperature fits where none does, not where the model’s own fits best', () => {
    const answers = drawnAnswers(HAM, 210);
    const own = calibrateModel(answers, { temperature: 1, coverage: 0.9 }).fitted.temperature;
    for (const [of, isFitted] of [
      [answers, true],
      [right(answers, true), false],
    ] as const) {
      const input = fullInput(of, { manifest: manifestOf(null), temperature: own });
      expect(input.calibration?.fits.fitted.temperature).toBe(own);
      for (const [language, sentence] of [
        ['en', /Temperature: no value fits these images best/],
        ['es', /Temperatura: ningún valor se ajusta mejor/],
      ] as const) {
        const text = textOf(renderReport({ ...input, language }));
        expect(sentence.test(text)).toBe(!isFitted);
      }
    }
  });

  it('names classes with too few images for the coverage, with what they need and have', () => {
    const answers = drawnAnswers(HAM, 210);
    const input = fullInput(answers, { manifest: manifestOf(null), coverage: 0.97 });
    const sentence = 'a class needs 33 images to have a threshold of its own';
    expect(textOf(renderReport(input))).toContain(sentence);
    expect(notFittedInEnglish(input.calibration?.fits.notFitted ?? [], HAM).join('\n')).toMatch(
      new RegExp(`${sentence}.*Melanoma \\(has 30\\)`),
    );
  });

  it('says of a comparison how sure the difference is, and where the two differ', () => {
    const input = {
      ...fullInput(drawnAnswers(HAM, 210), { manifest: manifestOf(null) }),
      calibration: undefined,
    };
    const text = textOf(renderReport(input));
    const { mcnemar, differing } = input.comparison?.figures ?? {};
    expect(text).toContain(
      `Only the first was right for ${mcnemar?.onlyFirstRight} images, only the second for ${mcnemar?.onlySecondRight}.`,
    );
    expect(text).toContain(`different classes for ${differing?.length} of 210 images`);
    expect(text).toContain(`image-${differing?.[0]?.image}.jpg`);
  });

  it('says first of a model that was calibrated on these images that its honesty looks better than it is', () => {
    const input = reportInput(drawnAnswers(HAM, 70));
    const seen = { ...input, model: { ...input.model, seenInCalibration: true } };
    for (const [language, sentence] of [
      ['en', 'The model was calibrated on these very images.'],
      ['es', 'El modelo se calibró con estas mismas imágenes.'],
    ] as const) {
      expect(textOf(renderReport({ ...input, language }))).not.toContain(sentence);
      expect(textOf(renderReport({ ...seen, language })).split(/Contents|Contenido/)[0]).toContain(sentence);
    }
  });

  it('is the same for the same input', () => {
    const input = reportInput(drawnAnswers(HAM, 70));
    expect(renderReport(input)).toBe(renderReport(input));
  });
});
