import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
// The processes behind the commands are forked from built code.
import { createProgram } from '../dist/index.js';

const folder = mkdtempSync(join(tmpdir(), 'slc-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function slc(...args: string[]) {
  let output = '';
  let complaints = '';
  const program = createProgram({
    directory: folder,
    write: (text) => {
      output += text;
    },
    complain: (text) => {
      complaints += text;
    },
  });
  const exitCode = await program.run(args);
  return { exitCode, output, complaints };
}

/** A grey 64 x 64 picture: binary PGM is not supported, so it is written as an uncompressed TIFF by hand. */
function greyTiff(): Buffer {
  const size = 64;
  const entries: [tag: number, type: number, value: number][] = [
    [256, 4, size],
    [257, 4, size],
    [258, 3, 8],
    [259, 3, 1],
    [262, 3, 1],
    [273, 4, 8],
    [277, 3, 1],
    [278, 4, size],
    [279, 4, size * size],
  ];
  const directory = Buffer.alloc(2 + entries.length * 12 + 4);
  directory.writeUInt16LE(entries.length);
  entries.forEach(([tag, type, value], i) => {
    const at = 2 + i * 12;
    directory.writeUInt16LE(tag, at);
    directory.writeUInt16LE(type, at + 2);
    directory.writeUInt32LE(1, at + 4);
    directory.writeUInt32LE(value, at + 8);
  });
  const header = Buffer.from([0x49, 0x49, 42, 0, 0, 0, 0, 0]);
  header.writeUInt32LE(8 + size * size, 4);
  return Buffer.concat([header, Buffer.alloc(size * size, 128), directory]);
}

describe('slc classify', () => {
  it('writes one JSON line a file, goes on after a bad one, and exits with 1', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    writeFileSync(join(folder, 'note.txt'), 'no image');
    const { exitCode, output } = await slc('classify', '--json', 'note.txt', 'missing.jpg', 'grey.tif');
    const [note, missing, grey] = output
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(1);
    expect(note).toMatchObject({ file: 'note.txt', error: { code: 'unsupported_media_type' } });
    expect(missing).toMatchObject({ file: 'missing.jpg', error: { code: 'not_found' } });
    expect(grey).toMatchObject({ file: 'grey.tif', model: { id: 'compact-lite0' }, temperature: 0.8408 });
    expect(grey.predictions).toHaveLength(7);
  });

  it('exits with 0 and names the model when all is well', async () => {
    writeFileSync(join(folder, 'grey.tif'), greyTiff());
    const { exitCode, output } = await slc('classify', 'grey.tif');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/model compact-lite0 1\.0\.0 \(compact stand-in\), T = 0\.8408/);
    expect(output).toMatch(/Not a medical device/);
  });

  it.each([
    ['no file', ['classify']],
    ['an unknown option', ['classify', '--speed', 'x.jpg']],
    ['an unknown engine', ['classify', '--engine', 'abacus', 'x.jpg']],
    ['an unknown command', ['guess']],
  ])('exits with 2 on %s', async (_, args) => {
    const { exitCode, output, complaints } = await slc(...args);
    expect(exitCode).toBe(2);
    expect(output).toBe('');
    expect(complaints).toMatch(/error:/);
  });

  it('exits with 1 and says why when there is no such model', async () => {
    const { exitCode, complaints } = await slc('classify', '--model', 'resnet', 'x.jpg');
    expect(exitCode).toBe(1);
    expect(complaints).toMatch(/expected one of compact-lite0/);
  });
});

describe('slc model', () => {
  it('lists the bundled models', async () => {
    const { exitCode, output } = await slc('model', 'list', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(output)).toMatchObject([
      { id: 'compact-lite0', licence: { nonCommercial: true } },
      { id: 'efficientnetv2s-ham10000', licence: { spdx: 'MIT' } },
    ]);
  });

  it('inspects a model', async () => {
    const { output } = await slc('model', 'inspect', 'compact-lite0', '--json');
    expect(JSON.parse(output)).toMatchObject({
      input: { height: 192, width: 192, channels: 3 },
      outputClasses: 7,
      parameters: 3_421_991,
      layers: { Conv2D: 33 },
    });
  });

  it('explains itself', async () => {
    const { exitCode, output } = await slc('classify', '--help');
    expect(exitCode).toBe(0);
    expect(output).toMatch(/Usage: slc classify/);
  });
});

describe('slc bench', () => {
  it('measures the engine, the bare loop, a worker and a gateway that it starts, and ends them', async () => {
    const quick = ['--seconds', '1', '--warm-up', '0.1', '--clients', '2', '--batch', '1', '--json'];
    const { exitCode, output } = await slc('bench', ...quick);
    expect(exitCode).toBe(0);
    const { measurements } = JSON.parse(output) as { measurements: Record<string, unknown>[] };
    expect(measurements.map(({ target }) => target)).toEqual(['engine', 'bare', 'worker', 'gateway']);
    for (const { imagesPerSecond } of measurements) expect(imagesPerSecond).toBeGreaterThan(0);
    for (const { result } of measurements.slice(2)) {
      expect(result).toMatchObject({ refused: {}, latency: { p50: expect.any(Number) } });
    }
  });

  it('says what is wrong with its options', async () => {
    const { exitCode, complaints } = await slc('bench', 'worker', '--clients', 'many');
    expect(exitCode).toBe(2);
    expect(complaints).toContain('expected a number, got many');
  });
});
