import { LOCALES, type Locale } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { createOpenApi } from '../../api/openapi.js';
import { esFields } from '../locales/es-fields.js';
import { docsView } from './docs-view.js';
import { inLanguage } from './page-context.js';
import { prose } from './prose.js';

const document = createOpenApi(1024)('http://localhost:8000');

function viewIn(locale: Locale) {
  const context = inLanguage({ locale, prefix: '' }, '');
  return docsView(context, { document, examples: [], uploadLimitBytes: 1024, workerAddress: 'worker:50051' });
}

const text = (parts: ReturnType<typeof prose>) => parts.map((part) => part.text).join('');

describe('the tables of fields', () => {
  it.each(LOCALES)('say what every field and schema means, in %s', (locale) => {
    const { tables } = viewIn(locale);
    expect(tables.map(({ name }) => name).slice(0, 3)).toEqual([
      'Classification',
      'Assessment',
      'Explanation',
    ]);
    for (const { name, meaning, lang, rows } of tables) {
      expect([name, text(meaning), lang]).toEqual([name, expect.stringMatching(/\w.*\.$/s), null]);
      for (const row of rows) {
        expect([name, row.path, text(row.meaning), row.lang]).toEqual([
          name,
          row.path,
          expect.stringMatching(/\w.*\.$/s),
          null,
        ]);
      }
    }
  });

  it('have no Spanish text for a field that is none', () => {
    const names = viewIn('es').tables.flatMap(({ name, rows }) => [
      name,
      ...rows.map(({ path }) => `${name}.${path}`),
    ]);
    expect(Object.keys(esFields).filter((key) => !names.includes(key))).toEqual([]);
  });

  it('follow objects, lists and references, and name types in words', () => {
    const [classification] = viewIn('en').tables;
    const rows = new Map(classification?.rows.map((row) => [row.path, row]));
    const typeOf = (path: string) => text(rows.get(path)?.type ?? []);
    expect(typeOf('topClass')).toBe('text');
    expect(typeOf('predictions')).toBe('list: object');
    expect(typeOf('predictions[].probability')).toBe('number, 0 to 1');
    expect(typeOf('image.width')).toBe('whole number');
    expect(typeOf('malignantProbability')).toBe('number, 0 to 1; may be absent');
    expect(rows.get('assessment')?.link).toEqual({ name: 'Assessment', href: '#schema-Assessment' });
  });

  it('link to tables that are there', () => {
    const { tables, operations } = viewIn('en');
    const anchors = tables.map(({ anchor }) => `#${anchor}`);
    const links = tables.flatMap(({ rows }) => rows.flatMap(({ link }) => (link ? [link.href] : [])));
    for (const href of [...links, ...operations.map(({ answer }) => answer.href)])
      expect(anchors).toContain(href);
  });
});

it('lists every code that the document names, with status, cause and remedy', () => {
  const { problems } = viewIn('en');
  expect(problems.map(({ status, code }) => `${status} ${code}`)).toEqual([
    '400 invalid_request',
    '400 invalid_image',
    '401 unauthenticated',
    '404 not_found',
    '405 method_not_allowed',
    '406 not_acceptable',
    '413 image_too_large',
    '413 too_many_pixels',
    '415 unsupported_media_type',
    '429 rate_limited',
    '429 overloaded',
    '500 internal',
    '500 invalid_model',
    '503 model_not_ready',
    '504 deadline_exceeded',
  ]);
  for (const { cause, remedy } of problems) expect(text(cause) && text(remedy)).not.toBe('');
});

it('shows no backtick', () => {
  for (const locale of LOCALES) {
    const { tryMessages: _, ...view } = viewIn(locale);
    expect(JSON.stringify(view)).not.toContain('`');
  }
});

it('tells code from words by backticks', () => {
  expect(prose('Send `image`, or `a`')).toEqual([
    { text: 'Send ', isCode: false },
    { text: 'image', isCode: true },
    { text: ', or ', isCode: false },
    { text: 'a', isCode: true },
  ]);
});
