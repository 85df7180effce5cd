import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { LOCALES } from '@slc/domain';
import { describe, expect, it } from 'vitest';
import { en } from '../src/pages/locales/en.js';
import { es } from '../src/pages/locales/es.js';
import { MESSAGES, translateInto } from '../src/pages/locales/translate.js';

const gateway = fileURLToPath(new URL('..', import.meta.url));
const keys = Object.keys(en);

/** The sources of pages, views and scripts, without the message files and the tests. */
const sources = ['views', 'src', 'client'].flatMap((folder) =>
  readdirSync(join(gateway, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(hbs|ts)$/.test(name) && !/\.test\.ts$|locales/.test(name))
    .map((name) => readFileSync(join(gateway, folder, name), 'utf8')),
);
const all = sources.join('\n');

/** Keys that code composes, such as `status.${phase}`: each literal as a pattern. */
const patterns = [...all.matchAll(/`([a-z]+\.(?:[\w.]|\$\{[^}]*\})*)`/g)].map(
  ([, literal = '']) => new RegExp(`^${literal.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[\\w -]+')}$`),
);

const isUsed = (key: string) =>
  all.includes(`'${key}'`) || all.includes(`"${key}"`) || patterns.some((pattern) => pattern.test(key));

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();

describe('the message files', () => {
  it.each(LOCALES)('have the same keys in %s as in English, and no empty text', (locale) => {
    const messages = MESSAGES[locale];
    expect(Object.keys(messages).toSorted()).toEqual(keys.toSorted());
    for (const [key, text] of Object.entries(messages)) expect(text.trim(), key).not.toBe('');
  });

  it('need the same values in both languages', () => {
    for (const [key, text] of Object.entries(es)) {
      expect(placeholders(text), key).toEqual(placeholders(en[key as keyof typeof en]));
    }
  });

  it('have no unused key', () => {
    expect(isUsed('home.unused')).toBe(false);
    expect(keys.filter((key) => !isUsed(key))).toEqual([]);
  });

  it('have every key that a view uses', () => {
    const asked = [...all.matchAll(/\{\{t "([\w.-]+)"/g)].map(([, key]) => key);
    expect(asked.length).toBeGreaterThan(50);
    expect(asked.filter((key) => !keys.includes(key ?? ''))).toEqual([]);
  });

  it('are translated: no Spanish sentence equals the English one', () => {
    const same = Object.entries(es).filter(
      ([key, text]) =>
        text === en[key as keyof typeof en] && /\s\w{4,}/.test(text) && text !== 'Open Inference Protocol',
    );
    expect(same).toEqual([]);
  });

  it('never call it a diagnosis', () => {
    for (const messages of Object.values(MESSAGES)) {
      for (const [key, text] of Object.entries(messages)) {
        // FHIR calls its resource a report of diagnostics, whatever it holds.
        const own = text.replace(/does not diagnose|No diagnostica|DiagnosticReport/g, '');
        expect(own, key).not.toMatch(/diagn/i);
      }
    }
  });
});

describe('a translation', () => {
  it('fills in values', () => {
    expect(translateInto('es')('model.measured.images', { images: '12' })).toBe('12 imágenes.');
  });

  it('refuses to show a placeholder', () => {
    expect(() => translateInto('en')('model.measured.images')).toThrow(/expected a value for \{images\}/);
  });
});
