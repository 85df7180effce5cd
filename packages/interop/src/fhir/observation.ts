import { type Guess, type ModelManifest, reasonsToTell } from '@slc/domain';
import type { Annotation, Observation, ObservationComponent, Quantity } from 'fhir/r4.js';
import { REASON_CODES, VERDICT_CODES } from '../assessment-codes.js';
import { fromMillionths, toMillionth, toMillionths } from '../millionths.js';
import { AI_ASSERTED, answerConcept, classConcept, conceptOf } from './coding.js';
import { type AnswerFacts, isAbstained, type References } from './facts.js';
import { OWN_SYSTEMS, SYSTEMS } from './urls.js';

/** The answer: its top class unless the image cannot be judged, and as components all else. */
export function answerObservation(facts: AnswerFacts, references: References, now: Date): Observation {
  const { classification, manifest } = facts;
  return {
    resourceType: 'Observation',
    meta: { security: [AI_ASSERTED] },
    // Nobody has looked at it.
    status: 'preliminary',
    category: [{ coding: [{ system: SYSTEMS.observationCategory, code: 'imaging', display: 'Imaging' }] }],
    code: answerConcept('classification', 'Most probable class of a skin lesion by a model; not a diagnosis'),
    issued: now.toISOString(),
    ...(isAbstained(classification)
      ? { dataAbsentReason: whyAbsent(facts) }
      : { valueCodeableConcept: classConcept(manifest, classification.topClass) }),
    note: notes(facts),
    device: references.device,
    derivedFrom: [references.image],
    component: components(facts),
  };
}

function whyAbsent({ classification }: AnswerFacts) {
  const why = reasonsToTell(classification.assessment).faults.map((reason) => REASON_CODES[reason].meaning);
  return {
    coding: [{ system: SYSTEMS.dataAbsentReason, code: 'unknown', display: 'Unknown' }],
    text: [VERDICT_CODES.unusable.meaning, ...why].join('. '),
  };
}

const GUESSED: Readonly<Record<Guess, string>> = {
  classes: 'which class each output of the network stands for',
  scaling: 'how the network wants its pixels scaled',
};

/** What has to be shown wherever the answer is. */
function notes({ classification }: AnswerFacts): Annotation[] {
  const { notice, model } = classification;
  const standIn = 'A stand-in answered: a model for education and tests, less accurate than a full one.';
  const guessed = (model.guessed ?? []).map(
    (guess) => `It was guessed ${GUESSED[guess]}. Where the guess is wrong, so is the answer.`,
  );
  return [notice, ...(model.standIn ? [standIn] : []), ...guessed].map((text) => ({ text }));
}

function components(facts: AnswerFacts): ObservationComponent[] {
  const { classification, manifest } = facts;
  const { malignantProbability, assessment } = classification;
  const { verdict, reasons, predictionSet } = assessment;
  const abstained = isAbstained(classification);
  const set = abstained ? [] : (predictionSet?.classes ?? []);
  const setText = `One of the plausible classes: they should hold the true one for ${percent(predictionSet?.coverage)} of images`;
  return [
    ...probabilities(facts, manifest),
    ...(malignantProbability === undefined
      ? []
      : [
          {
            code: answerConcept('malignant-sum'),
            valueQuantity: probabilityQuantity(toMillionth(malignantProbability)),
          },
        ]),
    ...set.map((id) => ({
      code: answerConcept('prediction-set', setText),
      valueCodeableConcept: classConcept(manifest, id),
    })),
    {
      code: answerConcept('verdict'),
      valueCodeableConcept: conceptOf(OWN_SYSTEMS.verdict, VERDICT_CODES[verdict]),
    },
    ...reasons.map((reason) => ({
      code: answerConcept('reason'),
      valueCodeableConcept: conceptOf(OWN_SYSTEMS.reason, REASON_CODES[reason]),
    })),
  ];
}

/** Every class, most probable first. */
function probabilities({ classification }: AnswerFacts, manifest: ModelManifest): ObservationComponent[] {
  const { predictions } = classification;
  const millionths = toMillionths(predictions.map(({ probability }) => probability));
  return predictions.map((prediction, index) => ({
    code: classConcept(manifest, prediction.class),
    valueQuantity: probabilityQuantity(millionths[index] ?? 0),
  }));
}

/** Observation has no decimal: a quantity without a unit of measure. */
function probabilityQuantity(millionths: number): Quantity {
  return { value: fromMillionths(millionths), unit: 'probability', system: SYSTEMS.ucum, code: '1' };
}

function percent(fraction = 0): string {
  return `${Math.round(fraction * 100)} %`;
}
