import { readFileSync } from 'node:fs';
import type { CodeSystem, ConceptMap } from 'fhir/r4.js';
import { expect, it } from 'vitest';
import { factsOf } from '../../tests/fhir-answers.js';
import { answerBundle } from './answer-bundle.js';
import { terminologyBundle } from './terminology.js';
import { ownCodeSystem } from './urls.js';

const resources = (terminologyBundle().entry ?? []).flatMap(({ resource }) => resource ?? []);

it('terminology.json is what the script writes', () => {
  const file = readFileSync(new URL('../../terminology.json', import.meta.url), 'utf8');
  expect(JSON.parse(file)).toEqual(terminologyBundle());
});

it('describes every code of our own that a bundle has', () => {
  const described = new Set(
    resources
      .filter((resource): resource is CodeSystem => resource.resourceType === 'CodeSystem')
      .flatMap(({ url, concept = [] }) => concept.map(({ code }) => `${url} ${code}`)),
  );
  const bundle = answerBundle(factsOf(), { type: 'collection', now: new Date(), newUuid: () => 'a' });
  const codings = JSON.stringify(bundle).matchAll(/"system":"([^"]*)","code":"([^"]*)"/g);
  const own = [...codings].filter(([, system = '']) => system.startsWith(ownCodeSystem('')));
  expect(own.length).toBeGreaterThan(12);
  for (const [, system, code] of own) expect(described).toContain(`${system} ${code}`);
});

it('maps actinic keratosis as a part of its class, and classes without a concept to none', () => {
  const map = resources.find(({ id }) => id === 'ham10000-class-to-snomed') as ConceptMap;
  const rows = map.group?.[0]?.element.map(({ code, target = [] }) => [
    code,
    ...target.map((each) => `${each.equivalence} ${each.code ?? ''}`.trim()),
  ]);
  expect(rows).toEqual([
    ['AKIEC', 'narrower 201101007'],
    ['BCC', 'equivalent 254701007'],
    ['BKL', 'unmatched'],
    ['DF', 'unmatched'],
    ['MEL', 'equivalent 93655004'],
    ['NV', 'equivalent 400010006'],
    ['VASC', 'unmatched'],
  ]);
});
