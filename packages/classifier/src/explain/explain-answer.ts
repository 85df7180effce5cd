import {
  calibrate,
  type Explanation,
  type ExplanationMethod,
  type ModelManifest,
  SlcError,
} from '@slc/domain';
import type { Pixels, ValueMap } from '@slc/image';
import type { ViewedImage, ViewedOutputs } from '../serve/infer-views.js';
import { checkByDeletion, DELETION_PASSES } from './deletion-check.js';
import { type MapSize, OUTPUT_OF_METHOD } from './network-maps.js';
import { scaleMap } from './scale-map.js';
import { SCORE_CAM_PASSES, scoreCam } from './score-cam.js';

export interface AnswerToExplain {
  readonly method: ExplanationMethod;
  readonly manifest: Pick<ModelManifest, 'labels' | 'preprocessing' | 'temperature'>;
  /** The network's input. */
  readonly image: Pixels;
  readonly topClass: string;
  /** The answer's, with what `OUTPUT_OF_METHOD` says; that is of the picture as it was sent, the logits of all its views. */
  readonly outputs: ViewedOutputs;
  readonly mapSize: MapSize;
}

/** Runs pictures of the network's size through the network. */
export type RunPasses = (pictures: readonly ViewedImage[]) => Promise<readonly ViewedOutputs[]>;

/** How many forward passes an explanation takes beside that of the answer. */
export function passesOf(method: ExplanationMethod): number {
  return DELETION_PASSES + (method === 'score-cam' ? SCORE_CAM_PASSES : 0);
}

/**
 * Makes the map of the answer's top class, and checks it. The map is of the picture as it was sent. The check asks for whole
 * answers, of as many views as the model has: what falls is the probability that the reader sees.
 */
export async function explainAnswer(answer: AnswerToExplain, run: RunPasses): Promise<Explanation> {
  const { method, manifest, image, topClass, outputs } = answer;
  const { height, width } = answer.mapSize;
  const classIndex = manifest.labels.findIndex(({ id }) => id === topClass);
  const probabilityOf = ({ logits }: ViewedOutputs) =>
    calibrate(logits, manifest.temperature.value)[classIndex] ?? Number.NaN;
  const values = scaleMap(await mapOf(answer, classIndex, run));
  const check = await checkByDeletion({
    image,
    map: { height, width, values },
    probability: probabilityOf(outputs),
    async probabilitiesOf(pictures) {
      const answers = await run(pictures.map((pixels) => ({ pixels })));
      return answers.map(probabilityOf);
    },
  });
  return { method, class: topClass, height, width, values, check };
}

/** @returns (height, width), zero or more */
async function mapOf(
  answer: AnswerToExplain,
  classIndex: number,
  run: RunPasses,
): Promise<ValueMap['values']> {
  const { method, manifest, image, outputs, mapSize } = answer;
  const output = outputs[OUTPUT_OF_METHOD[method]];
  if (!output) throw new SlcError('internal', `expected the output ${OUTPUT_OF_METHOD[method]}, got none`);
  const places = mapSize.height * mapSize.width;
  if (method !== 'score-cam') {
    const classes = manifest.labels.length;
    if (output.length !== places * classes) {
      const expected = `${mapSize.height} x ${mapSize.width} x ${classes}`;
      throw new SlcError('internal', `${method}: expected ${expected} values, got ${output.length}`);
    }
    return Float32Array.from({ length: places }, (_, place) => output[place * classes + classIndex] ?? 0);
  }
  return await scoreCam({
    image,
    activations: { ...mapSize, channels: output.length / places, values: output },
    preprocessing: manifest.preprocessing,
    classIndex,
    async infer(pictures) {
      const answers = await run(pictures.map((pixels) => ({ pixels, views: 1 })));
      return answers.map(({ logits }) => logits);
    },
  });
}
