import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chooseLanguage } from './locale.js';

const app = express();
app.use((request, response) => {
  response.json(chooseLanguage(request));
});
const server = createServer(app);
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)));
afterAll(() => new Promise((resolve) => server.close(resolve)));

async function languageOf(path: string, wish?: string): Promise<unknown> {
  const { port } = server.address() as AddressInfo;
  const headers = wish === undefined ? {} : { 'Accept-Language': wish };
  return (await fetch(`http://127.0.0.1:${port}${path}`, { headers })).json();
}

describe('the language of a page', () => {
  it.each([
    ['/', 'es-MX,es;q=0.9,en;q=0.5', { locale: 'es', prefix: '' }],
    ['/', 'en-US,en;q=0.9,es;q=0.5', { locale: 'en', prefix: '' }],
    ['/', 'de', { locale: 'en', prefix: '' }],
    ['/', undefined, { locale: 'en', prefix: '' }],
    ['/es', 'en', { locale: 'es', prefix: '/es' }],
    ['/es/model-info?x=/en', 'en', { locale: 'es', prefix: '/es' }],
    ['/en/', 'es', { locale: 'en', prefix: '/en' }],
    ['/especially', 'de', { locale: 'en', prefix: '' }],
  ])('is found for %s and Accept-Language %s', async (path, wish, language) => {
    expect(await languageOf(path, wish)).toEqual(language);
  });
});
