import {
  encodeManifest,
  MODEL_PHASES,
  type ModelInfo,
  type ModelManifest,
  parseManifest,
  SlcError,
} from '@slc/domain';
import type {
  GetModelInfoResponse,
  GetModelInfoResponse__Output,
} from '../generated/classifier/v1/GetModelInfoResponse.js';
import { CLASSIFIER } from '../service-definition.js';
import { unaryMethod } from '../unary-method.js';
import { part, word } from './message-fields.js';
import { fromModelRefMessage, toModelRefMessage } from './model-ref-message.js';

/** Describes the model and its state. */
export const getModelInfo = unaryMethod({
  definition: CLASSIFIER.GetModelInfo,
  answersWhileDraining: true,
  toRequest: () => ({}),
  fromRequest: () => ({}),
  toResponse: toGetModelInfoResponse,
  fromResponse: fromGetModelInfoResponse,
});

export function toGetModelInfoResponse({ state, model, engine, manifest }: ModelInfo): GetModelInfoResponse {
  const { phase, reason, bytesDone, bytesTotal } = state;
  return {
    state: {
      phase,
      reason,
      ...(bytesDone !== null && { bytesDone }),
      ...(bytesTotal !== null && { bytesTotal }),
    },
    model: model && toModelRefMessage(model),
    ...(engine !== null && { engine }),
    ...(manifest && describe(manifest)),
  };
}

function describe(manifest: ModelManifest): GetModelInfoResponse {
  return {
    id: manifest.id,
    revision: manifest.source.revision,
    labels: manifest.labels.map(({ id }) => id),
    inputHeight: manifest.input.height,
    inputWidth: manifest.input.width,
    temperature: manifest.temperature.value,
    licence: manifest.licence.spdx,
    standIn: manifest.standIn,
    manifestJson: JSON.stringify(encodeManifest(manifest)),
    guessed: [...(manifest.guessed ?? [])],
  };
}

/**
 * @param client remembers the last manifest: callers ask often, and reading one of hundreds of classes takes a tenth of a second
 * @throws SlcError `internal` when the worker's answer lacks a part, or its manifest is none
 */
export function fromGetModelInfoResponse(message: GetModelInfoResponse__Output, client: object): ModelInfo {
  const { phase, reason, bytesDone = null, bytesTotal = null } = part(message.state, 'state');
  return {
    state: { phase: word(phase, MODEL_PHASES, 'state.phase'), reason, bytesDone, bytesTotal },
    model: message.model && fromModelRefMessage(message.model),
    engine: message.engine || null,
    manifest: message.manifestJson ? fromManifestJson(message.manifestJson, client) : null,
  };
}

/** Of each client. */
const lastRead = new WeakMap<object, { readonly json: string; readonly manifest: ModelManifest }>();

function fromManifestJson(json: string, client: object): ModelManifest {
  const last = lastRead.get(client);
  if (last?.json === json) return last.manifest;
  try {
    // During a rolling upgrade the worker may be newer.
    const manifest = parseManifest(JSON.parse(json), { unknownKeys: 'ignore' });
    lastRead.set(client, { json, manifest });
    return manifest;
  } catch (cause) {
    const { message } = cause as Error;
    throw new SlcError('internal', `The worker's answer: manifestJson: ${message}`, { cause });
  }
}
