import { describe, expect, it } from 'vitest';
import { namesMediaType, rankMediaTypes } from './accept.js';

const JSON_TYPE = 'application/json';
const FHIR = 'application/fhir+json; fhirVersion=4.0';
const OFFERED = [JSON_TYPE, FHIR] as const;

describe('the media types that an Accept header takes', () => {
  it.each<[string | undefined, readonly string[]]>([
    [undefined, [JSON_TYPE, FHIR]],
    ['', [JSON_TYPE, FHIR]],
    ['*/*', [JSON_TYPE, FHIR]],
    ['application/*', [JSON_TYPE, FHIR]],
    ['application/json', [JSON_TYPE]],
    ['APPLICATION/JSON; charset=utf-8', [JSON_TYPE]],
    ['application/fhir+json', [FHIR]],
    ['application/fhir+json; fhirVersion=4.0', [FHIR]],
    ['application/fhir+json;FHIRVERSION="4.0";charset=utf-8', [FHIR]],
    ['application/fhir+json; fhirVersion=5.0', []],
    ['application/fhir+json; fhirVersion=5.0, application/json;q=0.5', [JSON_TYPE]],
    ['application/fhir+json; fhirVersion=5.0, */*;q=0.1', [JSON_TYPE, FHIR]],
    ['application/fhir+json, application/json', [FHIR, JSON_TYPE]],
    ['application/json, application/fhir+json', [JSON_TYPE, FHIR]],
    ['application/json;q=0.5, application/fhir+json;q=0.9', [FHIR, JSON_TYPE]],
    // The most specific part decides, whichever comes first.
    ['*/*, application/json;q=0.1', [FHIR, JSON_TYPE]],
    ['application/json;q=0, */*', [FHIR]],
    ['application/fhir+json;q=0.2, application/fhir+json;fhirVersion=4.0;q=0.9', [FHIR]],
    // What a browser sends for a page.
    ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', [JSON_TYPE, FHIR]],
    ['text/html', []],
    ['text/plain;format="a, application/json;q=1", text/html', []],
    ['application/json;q=1.5', []],
    ['nonsense', []],
    ['application/json;q=nonsense, application/fhir+json', [FHIR]],
    [',,;;,', []],
  ])('%j: %j', (header, expected) => {
    expect(rankMediaTypes(header, OFFERED)).toEqual(expected);
  });

  it('are found in any header that fits into a request, at once', () => {
    for (const part of ['"', ',', ';q=', '*/*,', 'a/b;c="d,";', ' '.repeat(50)]) {
      const header = part.repeat(16_384 / part.length);
      expect(rankMediaTypes(header, OFFERED).length).toBeLessThanOrEqual(2);
    }
  });
});

it.each([
  ['text/html, application/fhir+json; fhirVersion=5.0', true],
  ['application/fhir+json;q=0', false],
  ['*/*', false],
  [undefined, false],
])('%s names FHIR in some version: %s', (header, expected) => {
  expect(namesMediaType(header, 'application/fhir+json')).toBe(expected);
});
