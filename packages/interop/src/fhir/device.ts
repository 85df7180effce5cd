import type { Device } from 'fhir/r4.js';
import { MANUFACTURER } from '../manufacturer.js';
import type { AnswerFacts, References } from './facts.js';
import { TRANSPARENCY_EXTENSIONS, TRANSPARENCY_SYSTEMS } from './urls.js';

/** What the model is in the terms of AI Transparency on FHIR. */
const AI_KINDS = {
  'Deep-Learning-Models': 'Deep Learning Models',
  'Deterministic-AI': 'Deterministic AI',
  'Medical-Image-Analysis': 'Medical Image Analysis',
};

/** The profile of AI devices fixes this coding: a display or a text would break it. */
export const AI_DEVICE_TYPE = {
  coding: [{ system: TRANSPARENCY_SYSTEMS.deviceType, code: 'Artificial-Intelligence' }],
};

/** The model that answered. */
export function modelDevice({ classification, manifest }: AnswerFacts, { modelCard }: References): Device {
  const { model, temperature } = classification;
  return {
    resourceType: 'Device',
    extension: [
      ...Object.entries(AI_KINDS).map(([code, display]) => ({
        url: TRANSPARENCY_EXTENSIONS.aiKind,
        valueCodeableConcept: { coding: [{ system: TRANSPARENCY_SYSTEMS.deviceType, code, display }] },
      })),
      { url: TRANSPARENCY_EXTENSIONS.modelCard, valueReference: modelCard },
    ],
    deviceName: [{ name: manifest.name, type: 'model-name' }],
    manufacturer: MANUFACTURER,
    modelNumber: model.id,
    type: AI_DEVICE_TYPE,
    version: [
      { value: model.revision },
      { type: { text: 'SHA-256 of the weights' }, value: `sha256:${model.sha256}` },
    ],
    property: [
      { type: { text: 'Precision' }, valueCode: [{ text: model.precision }] },
      { type: { text: 'Temperature: the divisor of the logits' }, valueQuantity: [{ value: temperature }] },
    ],
  };
}
