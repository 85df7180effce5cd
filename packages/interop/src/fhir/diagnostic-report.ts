import { classById } from '@slc/domain';
import type { Attachment, DiagnosticReport } from 'fhir/r4.js';
import { AI_ASSERTED } from './coding.js';
import { type AnswerFacts, isAbstained, type References } from './facts.js';
import { reportNarrative } from './report-narrative.js';
import { SYSTEMS } from './urls.js';

const METHOD_NAMES = { 'grad-cam': 'Grad-CAM', hirescam: 'HiResCAM', 'score-cam': 'Score-CAM' } as const;

/** What a person reads. It concludes nothing: a conclusion is a clinician's. */
export function diagnosticReport(facts: AnswerFacts, references: References, now: Date): DiagnosticReport {
  const heatMap = heatMapAttachment(facts);
  return {
    resourceType: 'DiagnosticReport',
    meta: { security: [AI_ASSERTED] },
    language: 'en',
    text: reportNarrative(facts),
    status: 'preliminary',
    category: [
      { coding: [{ system: SYSTEMS.diagnosticService, code: 'IMG', display: 'Diagnostic Imaging' }] },
    ],
    code: { text: 'Skin lesion classification by a model' },
    issued: now.toISOString(),
    result: [references.observation],
    ...(heatMap && { presentedForm: [heatMap] }),
  };
}

/** Of an image that cannot be judged there is none: it would show where a class is that is not named. */
function heatMapAttachment({ classification, manifest, heatMap }: AnswerFacts): Attachment | null {
  const { explanation } = classification;
  if (heatMap === null || !explanation || isAbstained(classification)) return null;
  const { name } = classById(manifest.labels, explanation.class);
  const checked = explanation.check.holds
    ? 'Without its strongest fifth the probability falls more than without random ones.'
    : 'It failed its check: it does not show what the answer rests on.';
  return {
    contentType: 'image/png',
    language: 'en',
    data: Buffer.from(heatMap).toString('base64'),
    size: heatMap.byteLength,
    title: `${METHOD_NAMES[explanation.method]} map for ${name}, on what the model saw. ${checked}`,
  };
}
