// Decodes mutated JPEG files here and with Pillow, and counts the answers by kind of mutation; build first:
//
//     python -m venv /tmp/pillow && /tmp/pillow/bin/pip install pillow==13.0.0
//     node packages/image/scripts/fuzz-jpeg.mjs /tmp/pillow/bin/python [COUNT]
//
// The files are those of fixtures/files, 45 x 37 pixels. Prints the README's table, and any mutant of which both give
// pixels that differ; then it exits with 1. With `--write` it also stores Pillow's answers for the first mutants, which
// a test compares (src/formats/jpeg-mutants.test.ts).

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { decodeImage } from '../dist/index.js';
import { mutants } from './mutate-jpeg.mjs';

const python = process.argv[2];
const count = Number(process.argv.find((argument) => /^\d+$/.test(argument)) ?? 2000);
const STORED = 300;

const readFile = (path) => readFileSync(new URL(path, import.meta.url));
const { bases } = JSON.parse(readFile('../fixtures/jpeg-mutants.json'));
const files = bases.map((name) => ({ name, bytes: readFile(`../fixtures/files/${name}`) }));
const tried = mutants(files, count);
const [version, ...answers] = askPillow([...files, ...tried].map(({ bytes }) => bytes));
const plain = new Map(files.map(({ name }, i) => [name, answers[i]]));

const rows = new Map();
let differing = 0;
for (const [i, { kind, name, bytes }] of tried.entries()) {
  const theirs = answers[files.length + i];
  const ours = await answer(bytes);
  const row = rows.get(kind) ?? {};
  rows.set(kind, row);
  const outcome = compare(ours, theirs, plain.get(name));
  row[outcome] = (row[outcome] ?? 0) + 1;
  if (outcome !== 'differ') continue;
  differing++;
  process.stdout.write(`${kind}, ${name}: here ${ours}, Pillow ${theirs}\n${bytes.toString('base64')}\n`);
}

process.stdout.write(`Pillow ${version}, ${count} mutants\n\n${table(rows)}`);
if (process.argv.includes('--write')) {
  const stored = {
    madeBy: `packages/image/scripts/fuzz-jpeg.mjs with Pillow ${version}`,
    bases,
    answers: answers.slice(files.length, files.length + STORED),
  };
  writeFileSync(
    new URL('../fixtures/jpeg-mutants.json', import.meta.url),
    `${JSON.stringify(stored, null, 1)}\n`,
  );
}
process.exitCode = differing === 0 ? 0 : 1;

/** @returns what both did, in the words of the table's columns */
function compare(ours, theirs, original) {
  const isRefused = !/^\d/.test(ours);
  if (theirs === 'refused') return isRefused ? 'both refuse' : 'decoded here alone';
  if (isRefused) return theirs === original ? `harmless, ${ours}` : `harmful, ${ours}`;
  if (ours !== theirs) return 'differ';
  return theirs === original ? 'harmless, decoded' : 'harmful, decoded';
}

async function answer(bytes) {
  try {
    const { width, height, data } = await decodeImage(bytes, {
      maxBytes: bytes.length,
      maxPixels: 50_000_000,
    });
    return `${width} ${height} ${createHash('sha256').update(data).digest('hex')}`;
  } catch (error) {
    if (error.message.includes('cut short')) return 'cut short';
    if (error.message.includes('picture data are damaged')) return 'data damaged';
    return error.message.includes('header is damaged') ? 'header damaged' : error.message;
  }
}

/** @returns Pillow's version, and a line for each file */
function askPillow(all) {
  const input = Buffer.concat(all.flatMap((bytes) => [lengthOf(bytes), bytes]));
  const script = fileURLToPath(new URL('pillow_decode.py', import.meta.url));
  const { stdout, status, stderr } = spawnSync(python, [script], {
    input,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${python} ${script}: expected it to succeed, got ${stderr}`);
  return stdout.trimEnd().split('\n');
}

function lengthOf(bytes) {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(bytes.length);
  return length;
}

function table(counts) {
  const columns = [...new Set([...counts.values()].flatMap((row) => Object.keys(row)))].sort();
  const lines = [...counts].map(([kind, row]) => [kind, ...columns.map((column) => row[column] ?? 0)]);
  return [['', ...columns], columns.map(() => '---').concat('---'), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |\n`)
    .join('');
}
