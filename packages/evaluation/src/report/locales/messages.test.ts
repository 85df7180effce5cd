import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { LOCALES } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { MESSAGES } from '../report-context.js';
import { SECTIONS } from '../sections.js';
import { en } from './en.js';

const folders = ['../', '../../../report/'].map((path) => fileURLToPath(new URL(path, import.meta.url)));
const sources = folders
  .flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => /\.(hbs|ts)$/.test(name) && !/\.test\.ts$|locales/.test(name))
      .map((name) => readFileSync(`${folder}/${name}`, 'utf8')),
  )
  .join('\n');

/** Keys that code composes, such as `figure.${name}`: each literal as a pattern. */
const composed = [...sources.matchAll(/`((?:[\w.-]|\$\{[^`{}]*\})*)`/g)]
  .map(([, literal = '']) => literal)
  .filter((literal) => literal.includes('${') && literal.includes('.'))
  .map((literal) =>
    literal
      .replace(/\$\{[^}]*\}/g, '*')
      .replaceAll('.', '\\.')
      .replaceAll('*', '[\\w-]+'),
  )
  .map((pattern) => new RegExp(`^${pattern}$`));

describe('the words of a report', () => {
  it.each(LOCALES)('have the same keys in %s as in English, and no empty text', (locale) => {
    expect(Object.keys(MESSAGES[locale]).sort()).toEqual(Object.keys(en).sort());
    for (const text of Object.values(MESSAGES[locale])) expect(text.trim()).not.toBe('');
  });

  it.each(LOCALES)('need the same values in %s as in English', (locale) => {
    const values = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();
    for (const [key, text] of Object.entries(en)) {
      expect(values(MESSAGES[locale][key as keyof typeof en]), key).toEqual(values(text));
    }
  });

  it('are all used', () => {
    const unused = Object.keys(en).filter(
      (key) =>
        !sources.includes(`'${key}'`) &&
        !sources.includes(`"${key}"`) &&
        !composed.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });

  it('have a title for each section', () => {
    for (const name of Object.keys(SECTIONS)) expect(en).toHaveProperty([`${name}.title`]);
  });
});
