// Compiled against the types that openapi-typescript writes from the running service: api.d.ts, beside its copy.
import { readFile } from 'node:fs/promises';
import createClient from 'openapi-fetch';
import type { paths } from './api.js';

const [service = '', file = ''] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: service });
const form = new FormData();
form.set('image', new Blob([await readFile(file)]), 'lesion.jpg');

const { data, error } = await client.POST('/api/v1/classify', {
  body: { image: '' },
  bodySerializer: () => form,
  params: { query: { explain: 'grad-cam' } },
});
if (!data) throw new Error(`${error.code}: ${error.detail}`);
const verdict: 'clear' | 'undecided' | 'unusable' = data.assessment.verdict;
const values: number[] | undefined = data.explanation?.values;

const refused = await client.POST('/api/v1/classify', {
  body: '',
  bodySerializer: () => 'no image',
  headers: { 'Content-Type': 'image/png' },
});
const info = await client.GET('/api/v1/model');
process.stdout.write(
  JSON.stringify({
    topClass: data.topClass,
    verdict,
    hasMap: values !== undefined,
    refused: refused.error?.code,
    model: info.data?.manifest?.id,
  }),
);
