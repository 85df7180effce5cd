import type { Classifier } from '@slc/classifier';
import { SlcError } from '@slc/domain';
import { type AskedModel, quoteName } from '@slc/rpc';
import type { ServedModel } from '../model/served-model.js';

/** A model's id names the model that takes encoded images; with this behind it, the same model that takes pixels. */
const PIXELS_SUFFIX = '-pixels';

/** Each model has one version. */
export const MODEL_VERSION = '1';

/** What a model of the protocol takes. */
export type InputKind = 'image' | 'pixels';

export interface FoundModel {
  /** As it was asked for. */
  readonly name: string;
  readonly kind: InputKind;
  /** What answers under this name right now: the stand-in, too, while it serves in the model's place. */
  readonly classifier: Classifier;
}

/**
 * Every name under which images are answered, or will be: of the configured model, and of what serves in its place. Empty while
 * neither is known.
 */
export function modelNames(model: ServedModel): readonly string[] {
  return modelIds(model).flatMap((id) => [id, id + PIXELS_SUFFIX]);
}

/**
 * Whether there is such a model, whatever its state.
 *
 * @throws SlcError `not_found`
 */
export function assertIsKnown(model: ServedModel, { name, version }: AskedModel): void {
  const names = modelNames(model);
  if (names.length === 0) return;
  if (!names.includes(name)) {
    throw new SlcError('not_found', `model ${quoteName(name)}: expected one of ${names.join(', ')}`);
  }
  if (version !== '' && version !== MODEL_VERSION) {
    const message = `model ${name}: expected version ${MODEL_VERSION} or none, got ${quoteName(version)}`;
    throw new SlcError('not_found', message);
  }
}

/** @throws SlcError `not_found`, or `model_not_ready` while nothing serves */
export function findModel(model: ServedModel, asked: AskedModel): FoundModel {
  assertIsKnown(model, asked);
  const classifier = model.classifier();
  return { name: asked.name, kind: modelIds(model).includes(asked.name) ? 'image' : 'pixels', classifier };
}

function modelIds(model: ServedModel): readonly string[] {
  const ids = [model.configured?.id, model.info().manifest?.id].filter((id) => id !== undefined);
  return [...new Set(ids)];
}
