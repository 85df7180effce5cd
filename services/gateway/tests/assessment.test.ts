import { type Assessment, type Explanation, REASONS, SlcError } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { CALIBRATED, COMPACT, FULL, MANY, serving } from './example-models.js';
import { ANSWER, CLEAR } from './running-gateway.js';
import { startModel } from './served-manifest.js';
import { image, start } from './test-gateway.js';

const MEASURED: Assessment = {
  ...CLEAR,
  predictionSet: { classes: ['MEL'], coverage: 0.9 },
  outlier: { score: 0.5, unusableFrom: 1.7 },
  quality: [
    { code: 'sharpness', value: 0.08349, limit: 0.024 },
    { code: 'brightness', value: 151.6, limit: 235 },
    { code: 'clipped', value: 0.013, limit: 0.25 },
    { code: 'contrast', value: 34.1, limit: 3.3 },
    { code: 'chroma', value: 40.22, limit: 3.5 },
    { code: 'side', value: 1024, limit: 192 },
  ],
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
  quality: [
    { code: 'sharpness', value: 0.0101, limit: 0.024 },
    { code: 'brightness', value: 20.3, limit: 27 },
    ...MEASURED.quality.slice(2),
  ],
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
  return textOf(list);
}

/** The fold's one line, and then each of its rows. */
function measuredIn(page: string): readonly string[] {
  const [, fold = ''] = /<details class="fold measured">([\s\S]*?)<\/details>/.exec(page) ?? [];
  const [, summary = ''] = /<summary>(.*?)<\/summary>/.exec(fold) ?? [];
  const rows = [...fold.matchAll(/<dt>(.*?)<\/dt><dd>(.*?)<\/dd>/g)];
  return [summary, ...rows.map(([, name = '', value = '']) => `${name}: ${textOf(value)}`)];
}

function textOf(markup: string): string {
  return markup
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
    [
      'en',
      MEASURED,
      'Clear: one class stands out, and nothing that was measured speaks against this answer.',
    ],
    [
      'es',
      MEASURED,
      'Claro: destaca una sola clase, y nada de lo que se ha medido habla en contra de esta respuesta.',
    ],
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
    expect(undecided).toContain('<title>Undecided: melanoma 75% or melanocytic naevus 25% ·');
    expect(undecided).toContain('data-verdict-word="Undecided" data-class-name="Melanoma"');
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
      [{ quality: [] }, 'Its pictures are not judged by their sharpness, light and colour.'],
    ] as const) {
      expect(await resultOn(await startWith({ ...MEASURED, ...changes }), 'en')).toContain(expected);
    }
    const measured = await resultOn(await startWith(MEASURED), 'en');
    expect(measured).not.toContain('This model has no measured');
    expect(measured).not.toContain('are not judged by');
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

describe('what was measured', () => {
  it('stands in a fold of the page, each figure in words with its limit', async () => {
    expect(measuredIn(await resultOn(await startWith(MEASURED), 'en'))).toEqual([
      '4 of 4 views agree. Outlier score 0.50. 6 of 6 figures of the picture within their limits.',
      'Views: the picture turned and mirrored: 4 of 4 have the answer’s class on top; at least 3 should. Within its limit.',
      'Plausible classes: 1; of such sets 90% should hold the true class. A clear answer has one. Within its limit.',
      'Outlier score: how unlike the images that the model was made for: 0.50; undecided above 1, unusable above 1.70. Within its limit.',
      'Sharpness: how strongly fine edges stand out: 0.0835; it should be at least 0.024. Within its limit.',
      'Brightness: from 0, black, to 255, white: 152; it should be at most 235. Within its limit.',
      'Overexposed: how much of it is nearly white: 1%; it should be at most 25%. Within its limit.',
      'Contrast: how much light and dark differ: 34.1; it should be at least 3.3. Within its limit.',
      'Colour: how much red, green and blue differ: 40.2; it should be at least 3.5. Within its limit.',
      'Size: the shorter side of what the model looked at, in pixels: 1,024; it should be at least 192. Within its limit.',
    ]);
  });

  it('marks what is outside its limit, and claims no set of classes of an unusable picture', async () => {
    const [summary, ...rows] = measuredIn(await resultOn(await startWith(BLURRED), 'es'));
    expect(summary).toBe(
      'Coinciden 4 de 4 vistas. Puntuación de atipicidad: 0,50. 4 de 6 medidas de la imagen dentro de sus límites.',
    );
    expect(rows.filter((row) => row.endsWith('Fuera de su límite.'))).toEqual([
      expect.stringMatching(/^Nitidez: .*: 0,0101; debería ser al menos 0,024\./),
      expect.stringMatching(/^Brillo: .*: 20,3; debería ser al menos 27\./),
    ]);
    expect(rows.join()).not.toContain('plausibles');
  });

  it('says what was not, where the model has no limits', async () => {
    const [summary, ...rows] = measuredIn(await resultOn(await startWith(CLEAR), 'en'));
    expect(summary).toBe('Nothing but the probabilities.');
    expect(rows).toHaveLength(3);
    for (const row of rows) expect(row).toMatch(/: Not measured: this model has no limits for it\.$/);
  });
});

describe('how often it is right in such a case', () => {
  const { topClass, predictions } = ANSWER.classification;
  const SURE = { topClass, predictions };
  const [BIN, OF_VERDICT, UNKNOWN] = [
    /In its test, of \d+ answers of any verdict with a top probability between/,
    /The verdict “(\w+)” was given for ([\d,]+) of [\d,]+ images that its limits had not seen; (\d+%)/,
    'How often its answers of the verdict “Undecided” are right was not measured.',
  ];

  it('is said for the verdict, and for its probability only of a clear answer', async () => {
    const clear = await resultOn(
      (await startModel(CALIBRATED, { ...SURE, assessment: MEASURED })).base,
      'en',
    );
    expect(OF_VERDICT.exec(clear)?.slice(1)).toEqual(['Clear', '900', '94%']);
    expect(clear).toMatch(BIN);
  });

  it('is not that of its probability for an undecided answer', async () => {
    const undecided = await resultOn((await startModel(COMPACT, { ...SURE, assessment: UNLIKE })).base, 'en');
    expect(OF_VERDICT.exec(undecided)?.slice(1, 3)).toEqual(['Undecided', expect.any(String)]);
    expect(undecided).not.toMatch(BIN);
  });

  it('is not known of a verdict that was not counted', async () => {
    const unknown = await resultOn((await startModel(FULL, { ...SURE, assessment: UNDECIDED })).base, 'en');
    expect(unknown).toContain(UNKNOWN);
    expect(unknown).not.toMatch(BIN);
  });
});

describe('how often a model is right whose answer was computed at int8', () => {
  const { topClass, predictions } = ANSWER.classification;
  const at = async (precision: 'int8' | 'float32', language: 'en' | 'es') => {
    const model = { ...serving(COMPACT).model, precision };
    const { base } = await startModel(COMPACT, { topClass, predictions, model });
    return await resultOn(base, language);
  };

  it.each([
    ['en', /counted with the usual numbers \(float32\), not with int8;/],
    ['es', /contaron con los números habituales \(float32\), no con int8;/],
  ] as const)('is said to be of float32, %s', async (language, clause) => {
    expect(await at('int8', language)).toMatch(clause);
    expect(await at('float32', language)).not.toMatch(clause);
  });
});

describe('an example', () => {
  it.each([
    [
      'en',
      'This is a drawing, not a picture of a patient: what the model says about it means nothing. Clear: ',
      'A drawing, not a patient. Clear: melanoma 75%',
    ],
    [
      'es',
      'Esto es un dibujo, no una imagen de un paciente: lo que el modelo diga de él no significa nada. Claro: ',
      'Un dibujo, no un paciente. Claro: melanoma 75',
    ],
  ] as const)('is called a drawing before its verdict, %s', async (language, verdict, title) => {
    const base = await startWith(MEASURED);
    const form = new FormData();
    form.append('example', 'drawn-1.jpg');
    const page = await (await fetch(`${base}/${language}/classify`, { method: 'POST', body: form })).text();
    const [, heading = ''] = /<h2 id="verdict"[^>]*>(.*?)<\/h2>/s.exec(page) ?? [];
    expect(textOf(heading).startsWith(verdict), heading).toBe(true);
    expect(page).toContain(`<title>${title}`);
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
    [
      MAP,
      /strongest in the upper left; 25% of what the model saw.*probability of melanoma goes from 75% to 35%;.*to 73% on average/,
    ],
    [
      { ...MAP, check: { drop: -0.3, randomDrop: 0.02, holds: false } },
      /does not show what the answer rests on\..*goes from 75% to 100%;/,
    ],
    [{ ...MAP, values: [0, 0, 0, 0] }, /The map is empty: no part of what the model saw speaks for melanoma/],
  ])('comes with its check in words', async (explanation, expected) => {
    const classification = { ...ANSWER.classification, explanation };
    const { base } = await start(async () => ({ ...ANSWER, classification }));
    expect((await resultOn(base, 'en')).replaceAll(/\s+/g, ' ')).toMatch(expected);
  });

  it('of a class of less than a per cent says that it stays there, of all of the picture where all was looked at', async () => {
    const whole = { ...MANY, preprocessing: { ...MANY.preprocessing, crop: 'none' } } as const;
    const check = { drop: 1e-11, randomDrop: 0, holds: false };
    const explanation = { ...MAP, class: 'c200', check };
    const { base } = await startModel(whole, { explanation });
    const page = (await resultOn(base, 'en')).replaceAll(/\s+/g, ' ');
    expect(page).toContain(
      'with the fifth of what the model saw covered where the map is strongest, the probability of class 200 stays at &lt;1%, and so it does with other fifths covered.',
    );
    expect(page).not.toContain('the square');
  });

  it('is of the square where a square was cut out', async () => {
    const { base } = await startModel(CALIBRATED, { explanation: { ...MAP, class: 'AKIEC' } });
    const page = await resultOn(base, 'en');
    expect(page).toContain('25% of the square reaches');
    expect(page).toContain('the probability of actinic keratosis / intraepithelial carcinoma (Bowen) goes');
  });
});
