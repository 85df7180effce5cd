#!/usr/bin/env node
// @ts-check
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { fetchImages } from './fetch-images.mjs';

const USAGE = `Fetches the 14 sample photographs from the ISIC archive.

    node test_images/fetch.mjs [--out FOLDER] [--base-url URL] [--timeout SECONDS]

  --out FOLDER        where to put them (default: the folder of this script)
  --base-url URL      another archive that speaks the same routes
  --timeout SECONDS   for one request (default: 30)

Photographs that are there already are left alone. Exit code: 0 all there, 1 some could not be fetched, 2 bad usage.
`;

const LIKENESS_NOTES = {
  'same-file': '',
  'same-picture': '; the same picture, under metadata of the archive',
  different: '; WARNING: not the encoding in manifest.json, results on it may differ',
};

process.exitCode = await main(process.argv.slice(2));

/** @param {string[]} args @returns the exit code */
async function main(args) {
  let usage;
  try {
    usage = readUsage(args);
  } catch (thrown) {
    process.stderr.write(`${thrown instanceof Error ? thrown.message : thrown}\n\n${USAGE}`);
    return 2;
  }
  if (usage.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  return run(usage);
}

/** @param {string[]} args @throws Error that says which argument is wrong, and how */
function readUsage(args) {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: 'string', default: fileURLToPath(new URL('.', import.meta.url)) },
      'base-url': { type: 'string' },
      timeout: { type: 'string', default: '30' },
      help: { type: 'boolean', default: false },
    },
  });
  const { help, out, 'base-url': baseUrl, timeout } = values;
  if (baseUrl !== undefined && !(URL.canParse(baseUrl) && /^https?:$/.test(new URL(baseUrl).protocol))) {
    throw new Error(`--base-url: expected an http or https address, got ${baseUrl}`);
  }
  const timeoutSeconds = Number(timeout);
  if (!(timeoutSeconds > 0 && timeoutSeconds <= 3600)) {
    throw new Error(`--timeout: expected seconds above 0, at most 3600, got ${timeout}`);
  }
  return { help, out, baseUrl, timeoutSeconds };
}

/** @param {ReturnType<typeof readUsage>} usage @returns the exit code */
async function run({ out, baseUrl, timeoutSeconds }) {
  const manifest = JSON.parse(await readFile(new URL('manifest.json', import.meta.url), 'utf8'));
  const outcomes = await fetchImages({
    images: manifest.images,
    outDirectory: out,
    baseUrl: baseUrl ?? manifest.archive,
    requestTimeoutMs: timeoutSeconds * 1000,
    onOutcome: (outcome) => process.stdout.write(`${describeOutcome(outcome)}\n`),
  });
  const failed = outcomes.filter(({ status }) => status === 'failed').length;
  process.stdout.write(`\n${outcomes.length - failed} of ${outcomes.length} photographs are in ${out}\n`);
  process.stdout.write(`${manifest.attribution}. Licence ${manifest.licence}: not for commercial use.\n`);
  return failed === 0 ? 0 : 1;
}

/** @param {import('./fetch-images.mjs').ImageOutcome} outcome */
function describeOutcome(outcome) {
  const { file, isicId } = outcome.image;
  const name = `${file.padEnd(12)} ${isicId}`;
  if (outcome.status === 'present') return `${name}  already there`;
  if (outcome.status === 'failed') return `${name}  FAILED: ${outcome.error.message}`;
  return `${name}  fetched${LIKENESS_NOTES[outcome.likeness]}`;
}
