import { type Assessment, type Explanation, REASONS, SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { ANSWER, CLEAR } from './running-gateway.js';
import { image, start } from './test-gateway.js';

const MEASURED: Assessment = {
  ...CLEAR,
  predictionSet: { classes: ['MEL'], coverage: 0.9 },
  outlier: { score: 0.5, unusableFrom: 1.7 },
  views: { count: 4, agreeing: 4 },
};
const UNDECIDED: Assessment = {
  ...MEASURED,
  verdict: 'undecided',
  reasons: ['several-classes', 'views-disagree'],
  predictionSet: { classes: ['MEL', 'NV'], coverage: 0.9 },
};

const UNLIKE: Assessment = { ...UNDECIDED, reasons: ['several-classes', 'unlike-training'] };
const BLURRED: Assessment = {
  ...MEASURED,
  verdict: 'unusable',
  reasons: ['several-classes', 'blurred', 'dark'],
};

const MAP: Explanation = {
  method: 'grad-cam',
  class: 'MEL',
  height: 2,
  width: 2,
  values: [1, 0.2, 0.1, 0],
  check: { drop: 0.4, randomDrop: 0.02, holds: true },
};

/** The gateway in front of a worker that answers with this assessment. */
async function startWith(assessment: Assessment): Promise<string> {
  const classification = { ...ANSWER.classification, assessment };
  const { base } = await start(async () => ({ classification, preview: null }));
  return base;
}

async function resultOn(base: string, language: 'en' | 'es'): Promise<string> {
  const form = new FormData();
  form.append('image', new Blob([Uint8Array.from(image)]), 'image');
  const response = await fetch(`${base}/${language}/classify`, { method: 'POST', body: form });
  return response.text();
}

/** The first sentence of the result. */
function verdictIn(page: string): string {
  const [, sentence = ''] = /<h2 id="verdict"[^>]*>([^<]*)</.exec(page) ?? [];
  return sentence;
}

/** The classes that are shown large, in the words of a reader. */
function plausibleIn(page: string): string {
  const [, list = ''] = /<ul class="plausible">([\s\S]*?)<\/ul>/.exec(page) ?? [];
  return list
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

describe('how far an answer may be believed', () => {
  it('is in the JSON answer, as the worker says it', async () => {
    const base = await startWith(UNDECIDED);
    const response = await fetch(`${base}/api/v1/classify`, {
      method: 'POST',
      body: Uint8Array.from(image),
      headers: { 'content-type': 'image/jpeg' },
    });
    expect(await response.json()).toMatchObject({ assessment: UNDECIDED });
  });

  it.each([
    ['en', MEASURED, 'Clear: nothing that was measured speaks against this answer.'],
    ['es', MEASURED, 'Claro: nada de lo que se ha medido habla en contra de esta respuesta.'],
    [
      'en',
      UNDECIDED,
      'Undecided: more than one class is plausible; the answer changes with how the picture is turned.',
    ],
    [
      'es',
      UNDECIDED,
      'Indeciso: más de una clase es plausible; la respuesta cambia según cómo se gire la imagen.',
    ],
    [
      'en',
      UNLIKE,
      'Undecided: this picture is unlike those that the model was made for; more than one class is plausible.',
    ],
    [
      'en',
      BLURRED,
      'Unusable: this picture is blurred and too dark. What the model makes of it means nothing.',
    ],
    [
      'es',
      BLURRED,
      'No utilizable: esta imagen está borrosa y es demasiado oscura. Lo que el modelo diga de ella no significa nada.',
    ],
  ] as const)('begins the page with the verdict’s word, %s', async (language, assessment, expected) => {
    const page = await resultOn(await startWith(assessment), language);
    expect(verdictIn(page)).toBe(expected);
  });

  it('names the plausible classes, and without limits the two that are too close to call', async () => {
    expect(plausibleIn(await resultOn(await startWith(UNDECIDED), 'en'))).toBe(
      'Melanoma 75% MEL malignant or Melanocytic naevus 25% NV benign',
    );
    const close = { ...UNDECIDED, predictionSet: null };
    expect(plausibleIn(await resultOn(await startWith(close), 'es'))).toMatch(
      /^Melanoma 75\s% MEL maligna o Nevo melanocítico 25\s% NV benigna$/,
    );
    expect(plausibleIn(await resultOn(await startWith(CLEAR), 'en'))).toBe('Melanoma 75% MEL malignant');
  });

  it('is in the title and in the lists of several images, without a class where there is none to believe', async () => {
    const undecided = await resultOn(await startWith(UNDECIDED), 'en');
    const outcome = 'Undecided: Melanoma 75% or Melanocytic naevus 25%';
    expect(undecided).toContain(`<title>${outcome} ·`);
    expect(undecided).toContain(`data-outcome="${outcome}" data-class-name="Melanoma"`);
    const blurred = await resultOn(await startWith(BLURRED), 'en');
    expect(blurred).toContain('<title>Unusable: this picture is blurred and too dark ·');
    expect(blurred).toContain('data-class-name="" data-probability="" data-malignant=""');
  });

  it('says what the model was not measured for', async () => {
    for (const [changes, expected] of [
      [
        { predictionSet: null, outlier: null },
        'This model has no measured prediction sets or outlier limits.',
      ],
      [{ predictionSet: null }, 'This model has no measured prediction sets.'],
      [{ outlier: null }, 'This model has no measured outlier limits.'],
    ] as const) {
      expect(await resultOn(await startWith({ ...MEASURED, ...changes }), 'en')).toContain(expected);
    }
    expect(await resultOn(await startWith(MEASURED), 'en')).not.toContain('This model has no measured');
  });

  it('gives one piece of advice for each thing that is wrong with a picture, in each language', async () => {
    const reasons = REASONS.filter((reason) => !['several-classes', 'views-disagree'].includes(reason));
    const base = await startWith({ ...MEASURED, verdict: 'unusable', reasons: REASONS });
    for (const [language, title] of [
      ['en', 'How to take a better picture'],
      ['es', 'Cómo hacer una imagen mejor'],
    ] as const) {
      const page = await resultOn(base, language);
      const [, list = ''] = new RegExp(`${title}</h3>\\s*<ul>(.*?)</ul>`, 's').exec(page) ?? [];
      const advice = [...list.matchAll(/<li>(.*?)<\/li>/g)].map(([, words]) => words);
      expect(new Set(advice).size).toBe(reasons.length);
    }
  });
});

describe('the heat map', () => {
  it('is asked for by the page of one image, and left out where the service has no room', async () => {
    const asked: (string | undefined)[] = [];
    const { base } = await start(async ({ explain, explanationOptional, pictures }) => {
      asked.push(explain);
      expect([explanationOptional, pictures]).toEqual([true, ['analysed', 'overlay']]);
      return { ...ANSWER, explanationError: new SlcError('overloaded', 'no room') };
    });
    expect(await resultOn(base, 'en')).toContain('There is no heat map, because the service was busy.');
    expect(await resultOn(base, 'es')).toContain('No hay mapa de calor porque el servicio estaba ocupado.');
    expect(asked).toEqual(['grad-cam', 'grad-cam']);
  });

  it('is not asked for where several images are sent together, and only that may be said', async () => {
    let explained: unknown = 'nothing asked';
    const { base } = await start(async ({ explain }) => {
      explained = explain;
      return ANSWER;
    });
    const send = (explain: string) => {
      const form = new FormData();
      form.append('image', new Blob([Uint8Array.from(image)]), 'image');
      form.append('explain', explain);
      return fetch(`${base}/en/classify`, { method: 'POST', body: form });
    };
    expect(await (await send('none')).text()).toContain('Send this one alone');
    expect(explained).toBeUndefined();
    expect((await send('score-cam')).status).toBe(400);
  });

  it.each([
    'explain=smoothgrad',
    'explain=',
    'explain[]=grad-cam',
    'explain=grad-cam&explain=grad-cam',
    'EXPLAIN=grad-cam',
    'explain=grad-cam&class=MEL',
  ])('is refused by the API where it is asked for in another way: ?%s', async (query) => {
    const { base } = await start(async () => ANSWER);
    const response = await fetch(`${base}/api/v1/classify?${query}`, {
      method: 'POST',
      body: Uint8Array.from(image),
      headers: { 'content-type': 'image/jpeg' },
    });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: 'invalid_request' });
  });

  it.each([
    ['deadline_exceeded', 'it would have taken too long'],
    ['model_not_ready', 'engine was being replaced'],
    ['invalid_request', 'this kind of model has none'],
    ['unsupported_model', 'this kind of model has none'],
  ] as const)('that is missing is explained: %s', async (code, expected) => {
    const { base } = await start(async () => ({ ...ANSWER, explanationError: new SlcError(code, 'why') }));
    expect(await resultOn(base, 'en')).toContain(expected);
  });

  it.each([
    [MAP, /strongest in the upper left; 25% of the square.*goes from 75% to 35%;.*to 73% on average/],
    [
      { ...MAP, check: { drop: -0.3, randomDrop: 0.02, holds: false } },
      /does not show what the answer rests on\..*goes from 75% to 100%;/,
    ],
    [{ ...MAP, values: [0, 0, 0, 0] }, /The map is empty: no part of the square speaks for Melanoma/],
  ])('comes with its check in words', async (explanation, expected) => {
    const classification = { ...ANSWER.classification, explanation };
    const { base } = await start(async () => ({ ...ANSWER, classification }));
    expect((await resultOn(base, 'en')).replaceAll(/\s+/g, ' ')).toMatch(expected);
  });
});
