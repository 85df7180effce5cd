import { classById, reasonsToTell } from '@slc/domain';
import type { Narrative } from 'fhir/r4.js';
import { REASON_CODES, VERDICT_CODES } from '../assessment-codes.js';
import { type AnswerFacts, isAbstained } from './facts.js';

/** A table of more classes is no reading matter. The observation has them all. */
const CLASSES_SHOWN = 10;

/** The answer for viewers that show a report's text and nothing else. Verdict first, and no class of an image that cannot be judged. */
export function reportNarrative({ classification, manifest }: AnswerFacts): Narrative {
  const { assessment, predictions, model, notice } = classification;
  const { faults, others } = reasonsToTell(assessment);
  const reasons = [...faults, ...others].map((reason) => `${REASON_CODES[reason].meaning}.`);
  const rows = predictions.slice(0, CLASSES_SHOWN).map((prediction) => {
    const { name } = classById(manifest.labels, prediction.class);
    return `<tr><td>${escapeXml(name)}</td><td>${(prediction.probability * 100).toFixed(1)} %</td></tr>`;
  });
  const table = isAbstained(classification) ? '' : `<table><tbody>${rows.join('')}</tbody></table>`;
  const paragraphs = [
    'Preliminary: made by a model, reviewed by nobody.',
    [`${VERDICT_CODES[assessment.verdict].meaning}.`, ...reasons].join(' '),
    ...(model.standIn ? ['A stand-in answered: a model for education and tests.'] : []),
    notice,
  ].map((text) => `<p>${escapeXml(text)}</p>`);
  return {
    status: 'generated',
    div: `<div xmlns="http://www.w3.org/1999/xhtml" lang="en">${paragraphs.slice(0, 2).join('')}${table}${paragraphs.slice(2).join('')}</div>`,
  };
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** A manifest's names are an operator's: what XML does not allow at all is left out. */
function escapeXml(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Surrogate}\uFFFE\uFFFF]/gu, '')
    .replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
}
