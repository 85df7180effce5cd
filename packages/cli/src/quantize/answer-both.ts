import { type Classifier, ENGINES, type EngineChoice } from '@slc/classifier';
import { type ModelManifest, type Precision, SlcError } from '@slc/domain';
import { numberGroups } from '@slc/evaluation';
import type { LocatedModel, ResolvedModel } from '@slc/models';
import { openedSource } from '../answering/answer-source.js';
import { apartFromMissing } from '../answering/collect-answers.js';
import { type CollectedImages, collectImages } from '../answering/collect-images.js';
import { type OpenedForImages, openForImages } from '../answering/open-for-images.js';
import type { BareFileOptions } from '../bare-file-options.js';
import { warnOfGuesses } from '../guesses-text.js';
import type { Terminal } from '../terminal.js';
import {
  assertEnough,
  type ImagesOptions,
  type ImagesToQuantize,
  type ImageToQuantize,
  imagesToQuantize,
} from './images-to-quantize.js';

export interface QuantizeInput extends BareFileOptions, ImagesOptions {
  readonly model: string;
  readonly engine: EngineChoice;
}

export interface AnsweredAtFloat32
  extends Pick<Classifier, 'manifest' | 'model' | 'engine'>,
    Pick<CollectedImages<ImageToQuantize>, 'images' | 'logits' | 'outlierScores' | 'failed'>,
    Pick<ImagesToQuantize, 'isLabelled' | 'leftOut' | 'tableSha256'> {
  /** (n), of `images`. */
  readonly groups: Int32Array;
}

/** The engine that computes in int8, and so in both. */
const ENGINE = 'onnx';

/**
 * Opens the model, reads what images there are, and classifies them.
 *
 * @throws SlcError `invalid_request` for another engine than the one that computes in int8; as `openForImages`,
 *   `imagesToQuantize` and `collectImages`
 */
export async function answerAtFloat32(
  model: ResolvedModel,
  { signal, ...options }: QuantizeInput & { readonly signal: AbortSignal },
  terminal: Terminal,
): Promise<AnsweredAtFloat32> {
  assertComputesInt8(options.engine);
  const views = model.kind === 'manifest' ? model.manifest.preprocessing.views : 1;
  const read = async (classes: ModelManifest['labels']) =>
    await imagesToQuantize(options, { classes, signal }, terminal);
  // Too few images are refused before a model is opened for them, where its classes are known.
  const known = model.kind === 'manifest' ? await read(model.manifest.labels) : null;
  const opened = await openAt('float32', { model, views, signal }, terminal);
  const { classifier } = opened;
  try {
    const { manifest, model: ref, engine } = classifier;
    warnOfGuesses(manifest, options.model, terminal);
    const found = known ?? (await read(manifest.labels));
    const { missing, others } = apartFromMissing(found.leftOut);
    const answered = await collectImages<ImageToQuantize>({
      source: openedSource({ ...opened, endAtOutage: true }),
      ...{ signal, name: 'quantize, float32', images: found.images, terminal },
    });
    assertEnough(answered.images.length);
    return {
      ...{ manifest, model: ref, engine },
      ...answered,
      failed: [...missing, ...answered.failed],
      ...{ isLabelled: found.isLabelled, leftOut: others, tableSha256: found.tableSha256 },
      groups: numberGroups(answered.images),
    };
  } finally {
    await classifier.close();
  }
}

/**
 * Classifies the same images at int8.
 *
 * @param model with what int8 needs
 * @throws SlcError as `openForImages` and `collectImages`; `internal` where an image that had an answer has none now
 */
export async function answerAtInt8(
  model: LocatedModel,
  { images, signal }: { readonly images: readonly ImageToQuantize[]; readonly signal: AbortSignal },
  terminal: Terminal,
): Promise<Pick<CollectedImages<ImageToQuantize>, 'logits' | 'outlierScores'>> {
  const { views } = model.manifest.preprocessing;
  const opened = await openAt('int8', { model, views, signal }, terminal);
  try {
    const { failed, ...answered } = await collectImages({
      source: openedSource({ ...opened, endAtOutage: true }),
      ...{ signal, name: 'quantize, int8', images, terminal },
    });
    const [first] = failed;
    if (first) {
      throw new SlcError('internal', `${first.file}: expected an answer, as at float32: ${first.message}`);
    }
    return answered;
  } finally {
    await opened.classifier.close();
  }
}

interface OpenOptions {
  readonly model: ResolvedModel;
  readonly views: ModelManifest['preprocessing']['views'];
  readonly signal: AbortSignal;
}

/** Each image is a batch of its own, so that its numbers do not depend on which images it happens to be with. */
async function openAt(
  precision: Precision,
  { model, views, signal }: OpenOptions,
  terminal: Terminal,
): Promise<OpenedForImages> {
  return await openForImages(model, { engine: ENGINE, precision, signal, batchMaxSize: views }, terminal);
}

function assertComputesInt8(engine: EngineChoice): void {
  if (engine === 'auto' || ENGINES[engine].precisions.includes('int8')) return;
  const message = `--engine ${engine}: expected ${ENGINE}, the engine that computes in int8`;
  throw new SlcError('invalid_request', message);
}
