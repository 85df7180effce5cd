import { type ClassifiedImage, SlcError } from '@slc/domain';
import type { Fleet } from '@slc/rpc';
import { expect, it } from 'vitest';
import { type AnsweringModel, answeringClassifier, answeringFleet } from './answers.js';

const { signal } = new AbortController();

/** Workers whose answer to an image is its first byte: a probability, or an error for 255. They are lost at 0. */
function fakeFleet(sha256 = 'abc') {
  const fleet = {
    closed: 0,
    async *classify(images: AsyncIterable<{ read(): Promise<Uint8Array> }>) {
      for await (const image of images) {
        const [byte = 0] = await image.read();
        if (byte === 0) throw new SlcError('model_not_ready', 'no worker serves');
        if (byte === 255) yield { image, error: new SlcError('invalid_image', 'broken') };
        else yield { image, classified: { classification: { malignantProbability: byte } } };
      }
    },
    close: () => void fleet.closed++,
  };
  const model = { id: 'fake', revision: '1', sha256, standIn: false, precision: 'float32' };
  return Object.assign(fleet, { model, manifest: {} }) as unknown as Fleet & { closed: number };
}

async function probabilities(model: AnsweringModel, images: readonly number[]) {
  const answers = await model.begin(signal);
  const answered = images.map((byte) =>
    answers.classify(Uint8Array.of(byte), signal).then(
      ({ classification }) => classification.malignantProbability,
      ({ code }: SlcError) => code,
    ),
  );
  const all = await Promise.all(answered);
  const isServing = answers.isServing();
  await answers.end();
  return { all, isServing };
}

it('gives each image the answer of the fleet, which is opened for each round', async () => {
  const opened: (Fleet & { closed: number })[] = [];
  const open = async () => {
    opened.push(fakeFleet());
    return opened.at(-1) as Fleet;
  };
  const model = await answeringFleet(open, {}, signal);
  expect(await probabilities(model, [1, 255, 3])).toEqual({ all: [1, 'invalid_image', 3], isServing: true });
  expect(await probabilities(model, [4])).toEqual({ all: [4], isServing: true });
  expect(opened.map(({ closed }) => closed > 0)).toEqual([true, true, true]);
});

it('has no answer for any image when the fleet is lost, also for those that come later', async () => {
  const model = await answeringFleet(async () => fakeFleet(), {}, signal);
  const answers = await model.begin(signal);
  const lost = [0, 1].map((byte) => answers.classify(Uint8Array.of(byte), signal));
  for (const each of lost) await expect(each).rejects.toMatchObject({ code: 'model_not_ready' });
  await expect(answers.classify(Uint8Array.of(1), signal)).rejects.toMatchObject({ code: 'model_not_ready' });
  expect(answers.isServing()).toBe(false);
  await answers.end();
});

it('refuses workers that serve another model than at the start: its reports would be others', async () => {
  const models = ['abc', 'def'];
  const model = await answeringFleet(async () => fakeFleet(models.shift()), {}, signal);
  await expect(model.begin(signal)).rejects.toMatchObject({ code: 'unsupported_model' });
});

it('has an opened model wait for room, and tells when its engines are gone', async () => {
  const asked: unknown[] = [];
  const classifier = {
    ...{
      model: fakeFleet().model,
      manifest: fakeFleet().manifest,
      state: { phase: 'recovering', reason: '' },
    },
    async classify(_: Uint8Array, options: unknown) {
      asked.push(options);
      return { classification: {} } as ClassifiedImage;
    },
    close: async () => {},
  };
  const model = answeringClassifier(classifier as never, { explain: 'grad-cam' });
  const answers = await model.begin(signal);
  await answers.classify(Uint8Array.of(1), signal);
  expect(asked).toEqual([{ explain: 'grad-cam', signal, waitForRoom: true }]);
  expect(answers.isServing()).toBe(false);
});
