import { encodeManifest, LABEL_SETS, parseManifest } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { bareFileManifest } from './bare-file-manifest.js';

describe('bareFileManifest', () => {
  const facts = {
    weightsPath: '/models/My Model.h5',
    sha256: 'a'.repeat(64),
    input: { height: 96, width: 96 },
    parameters: 7,
    classes: 7,
    ownScaling: null,
  } as const;

  it.each([
    ['ü.h5', 'model'],
    ['_Mine (2).keras', 'mine-2-'],
  ])('gives the file %s an id that a manifest may have', (file, id) => {
    const manifest = bareFileManifest({ ...facts, weightsPath: `/m/${file}` });
    expect(manifest.id).toBe(id);
    expect(parseManifest(encodeManifest(manifest))).toEqual(manifest);
  });

  it('is a valid manifest that claims nothing, and says what it guessed', () => {
    const manifest = bareFileManifest(facts);
    expect(parseManifest(encodeManifest(manifest))).toEqual(manifest);
    expect(manifest).toMatchObject({
      id: 'my-model',
      guessed: ['classes', 'scaling'],
      preprocessing: { scale: 2 / 255, offset: -1 },
      temperature: { value: 1 },
      evaluations: [],
      training: null,
    });
    expect(manifest.labels).toBe(LABEL_SETS.ham10000);
  });

  it.each([
    ['pixels', { scale: 1, offset: 0 }, ['classes']],
    ['unit', { scale: 1 / 255, offset: 0 }, ['classes', 'scaling']],
  ] as const)('follows first layers that say %s', (ownScaling, scaling, guessed) => {
    const manifest = bareFileManifest({ ...facts, ownScaling });
    expect(manifest.preprocessing).toMatchObject(scaling);
    expect(manifest.guessed).toEqual(guessed);
  });

  it.each([
    ['original', { scale: 2 / 255, offset: -1 }],
    ['none', { scale: 1, offset: 0 }],
    ['unit', { scale: 1 / 255, offset: 0 }],
  ] as const)('takes the scaling %s from its user, whatever the first layers say', (scaling, expected) => {
    const manifest = bareFileManifest({ ...facts, ownScaling: 'pixels' }, { scaling });
    expect(manifest.preprocessing).toMatchObject(expected);
    expect(manifest.guessed).toEqual(['classes']);
  });

  it('says that the crop is not known, unless its authors wrote it down for pictures of this size', () => {
    const recipe = { value: { crop: 'centre-square', resize: 'bicubic' }, source: 'signature.json' } as const;
    const caveatsOf = (found: object) => {
      const { caveats, translations } = bareFileManifest({ ...facts, found });
      expect(translations.es?.caveats).toHaveLength(caveats.length);
      return caveats.filter((caveat) => caveat.includes('cropped'));
    };
    expect(caveatsOf({})).toHaveLength(1);
    expect(caveatsOf({ recipe })).toHaveLength(0);
    const ofAnotherSize = { size: { value: { height: 64, width: 64 }, source: 'signature.json' } };
    expect(caveatsOf({ recipe, ...ofAnotherSize })).toHaveLength(1);
  });

  it('takes a whole recipe by its name, before what lies beside the file', () => {
    const recipe = { value: { crop: 'none', scale: 1, offset: 0 }, source: 'config.json' } as const;
    const manifest = bareFileManifest({ ...facts, found: { recipe } }, { preset: 'torchvision' });
    expect(manifest).toMatchObject({
      guessed: ['classes'],
      preprocessing: { shorterSideTo: 110, crop: { centre: 96 }, resize: 'bilinear-antialiased' },
    });
    expect(manifest.caveats).toHaveLength(1);
    expect(manifest).not.toHaveProperty('foundIn');
    const scaled = bareFileManifest(facts, { preset: 'torchvision', scaling: 'unit' });
    expect(scaled.preprocessing).toMatchObject({ crop: { centre: 96 }, scale: 1 / 255, offset: 0 });
  });

  it('guesses nothing where its user has said both', () => {
    const labels = LABEL_SETS['ham10000-28x28'];
    const manifest = bareFileManifest(facts, { labels, scaling: 'unit' });
    expect(manifest.labels).toBe(labels);
    expect(manifest).not.toHaveProperty('guessed');
  });

  it('names classes of which nothing is known by their place, which is a guess too', () => {
    const { labels, guessed } = bareFileManifest({ ...facts, classes: 3, ownScaling: 'pixels' });
    expect(labels.map(({ id, name }) => [id, name])).toEqual([
      ['c0', 'class 0'],
      ['c1', 'class 1'],
      ['c2', 'class 2'],
    ]);
    expect(guessed).toEqual(['classes']);
  });

  it('says the size and the output that its user has chosen', () => {
    const manifest = bareFileManifest(facts, { size: { height: 96, width: 96 }, output: 'diagnosis' });
    expect(manifest).toMatchObject({ input: { height: 96, width: 96 }, output: 'diagnosis' });
    expect(parseManifest(encodeManifest(manifest))).toEqual(manifest);
  });

  it('refuses a size that is not the network’s own', () => {
    expect(() => bareFileManifest(facts, { size: { height: 96, width: 64 } })).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message: 'size: expected 96 x 96, the size of the network in My Model.h5, got 96 x 64',
      }),
    );
  });

  it('refuses labels that are not as many as the network has classes', () => {
    const labels = LABEL_SETS['benign-malignant'];
    expect(() => bareFileManifest(facts, { labels })).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        message:
          'labels: expected 7, one for each class of the network in My Model.h5, got 2 (benign, malignant)',
      }),
    );
  });
});

describe('what was found beside a file', () => {
  const facts = {
    weightsPath: '/models/model.onnx',
    sha256: 'a'.repeat(64),
    input: { height: 64, width: 64 },
    parameters: 7,
    classes: 2,
    ownScaling: null,
    onnx: { layout: 'channels-first', channels: 3 },
  } as const;
  const recipe = {
    value: { crop: 'centre-square', resize: 'lanczos', scale: 2 / 255, offset: -1 },
    source: 'labels.txt',
    doubt: 'it numbers its lines',
    layout: 'channels-last',
  } as const;

  it('is a guess where something of it is in doubt, and says which file', () => {
    const onnx = { layout: 'channels-last', channels: 3 } as const;
    const { guessed, foundIn, preprocessing } = bareFileManifest({ ...facts, onnx, found: { recipe } });
    expect(guessed).toContain('scaling');
    expect(preprocessing).toMatchObject(recipe.value);
    expect(foundIn?.notes).toEqual(['labels.txt: it numbers its lines; what else it says was taken']);
  });

  it('is no guess where its user names a recipe', () => {
    const onnx = { layout: 'channels-last', channels: 3 } as const;
    const { guessed, foundIn } = bareFileManifest({ ...facts, onnx, found: { recipe } }, { preset: 'timm' });
    expect(guessed).toEqual(['classes']);
    expect(foundIn).toBeUndefined();
  });

  it('is nothing to a network of another layout', () => {
    const { preprocessing, foundIn } = bareFileManifest({ ...facts, found: { recipe } });
    expect(preprocessing).toMatchObject({ crop: 'none', resize: 'bilinear-antialiased' });
    expect(foundIn).toBeUndefined();
  });

  it('is a guess where its crop was for pictures of another size', () => {
    const { doubt: _, layout: __, ...sure } = recipe;
    const size = { value: { height: 224, width: 224 }, source: 'config.json' };
    const { guessed, foundIn } = bareFileManifest({ ...facts, found: { recipe: sure, size } });
    expect(guessed).toContain('scaling');
    expect(foundIn?.notes).toEqual(['config.json says 224 x 224 pixels, the network takes 64 x 64 pixels']);
  });

  it('says of one name for one logit which class has none', () => {
    const classes = { value: ['malignant'], source: 'labels.json' };
    expect(() => bareFileManifest({ ...facts, found: { classes } })).toThrow(
      /labels\.json: expected 2 names, .* got 1; the one without a name is the first/,
    );
  });
});
