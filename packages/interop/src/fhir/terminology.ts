import { type ClassCodes, type Code, classCodes, ERROR_CODES, KNOWN_CLASSES } from '@slc/domain';
import type { Bundle, CodeSystem, ConceptMap, ConceptMapGroupElement } from 'fhir/r4.js';
import { REASON_CODES, VERDICT_CODES } from '../assessment-codes.js';
import { MANUFACTURER } from '../manufacturer.js';
import { ANSWER_CODES } from './coding.js';
import { ownCodeSystem, ownConceptMap, SYSTEMS } from './urls.js';

/**
 * The product's own code systems, and how its classes relate to SNOMED CT: for a FHIR server that checks the codes of the bundles
 * that it stores. Each resource has an id, so that another release replaces it.
 */
export function terminologyBundle(): Bundle<CodeSystem | ConceptMap> {
  const classes = [...KNOWN_CLASSES.values()].map((known) => classCodes(known));
  const names = new Set(classes.flatMap(({ ownSystem }) => ownSystem ?? []));
  const ofSystem = (name: string) => classes.filter(({ ownSystem }) => ownSystem === name);
  const resources = [
    ...[...names].map((name) =>
      codeSystem(
        name,
        ofSystem(name).map(({ own }) => own),
      ),
    ),
    codeSystem(
      'answer',
      Object.entries(ANSWER_CODES).map(([code, meaning]) => ({ code, meaning })),
    ),
    codeSystem('verdict', Object.values(VERDICT_CODES)),
    codeSystem('reason', Object.values(REASON_CODES)),
    codeSystem(
      'problem',
      ERROR_CODES.map((code) => ({ code, meaning: code.replaceAll('_', ' ') })),
    ),
    ...[...names].map((name) => snomedMap(name, ofSystem(name))),
  ];
  return {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: resources.map((resource) => ({
      fullUrl: resource.url,
      resource,
      request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
    })),
  };
}

const LEADING = { status: 'active', experimental: false, publisher: MANUFACTURER } as const;

function codeSystem(name: string, codes: readonly Code[]): CodeSystem & { url: string } {
  return {
    resourceType: 'CodeSystem',
    id: name,
    url: ownCodeSystem(name),
    name: nameOf(name),
    ...LEADING,
    caseSensitive: true,
    content: 'complete',
    count: codes.length,
    concept: codes.map(({ code, meaning }) => ({ code, display: meaning })),
  };
}

function snomedMap(name: string, classes: readonly ClassCodes[]): ConceptMap & { url: string } {
  const id = `${name}-to-snomed`;
  return {
    resourceType: 'ConceptMap',
    id,
    url: ownConceptMap(id),
    name: nameOf(id),
    ...LEADING,
    group: [{ source: ownCodeSystem(name), target: SYSTEMS.snomed, element: classes.map(mappedClass) }],
  };
}

function mappedClass({ own, snomed, narrowerSnomed }: ClassCodes): ConceptMapGroupElement {
  const exact = snomed
    ? [{ code: snomed.code, display: snomed.meaning, equivalence: 'equivalent' as const }]
    : [];
  const narrower = narrowerSnomed.map(({ code, meaning }) => ({
    code,
    display: meaning,
    equivalence: 'narrower' as const,
    comment: 'The class holds more than this concept: never write it for an answer.',
  }));
  const targets = [...exact, ...narrower];
  return {
    code: own.code,
    display: own.meaning,
    target: targets.length > 0 ? targets : [{ equivalence: 'unmatched' }],
  };
}

/** For programs: letters and digits alone. */
function nameOf(id: string): string {
  return id
    .split('-')
    .map((word) => `${word[0]?.toUpperCase() ?? ''}${word.slice(1)}`)
    .join('');
}
