import { spawn } from 'node:child_process';
import { linkSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { expect } from 'vitest';
import { residentBytesOf } from '../../dev-stack/tests/fault-stack.js';
import { childrenOf, isEngine } from '../../engine/tests/processes.js';

export interface MemorySample {
  /** Images answered so far. */
  readonly images: number;
  /** Of the command's own process, and of its engines together. */
  readonly ownBytes: number;
  readonly engineBytes: number;
}

export interface WatchedEvaluation {
  readonly exitCode: number | null;
  readonly output: string;
  /** At each tenth of the way, and while the figures are computed. */
  readonly samples: readonly MemorySample[];
}

/** Runs `slc evaluate` on so many images, which are links to four drawings, with a small model that Keras wrote. */
export async function watchEvaluation(folder: string, images: number): Promise<WatchedEvaluation> {
  const packed = new URL('../../keras-h5/fixtures/keras3-softmax-8.keras.gz', import.meta.url);
  writeFileSync(join(folder, 'own.keras'), gunzipSync(readFileSync(packed)));
  mkdirSync(join(folder, 'images'));
  const rows = Array.from({ length: images }, (_, i) => {
    linkSync(drawing(1 + (i % 4)), join(folder, 'images', `${i}.jpg`));
    return `${i},c${i % 8},lesion-${Math.floor(i / 2)}`;
  });
  writeFileSync(join(folder, 'labels.csv'), ['image,label,lesion_id', ...rows].join('\n'));

  const main = fileURLToPath(new URL('../dist/main.js', import.meta.url));
  const args = ['evaluate', '--model', 'own.keras', '--data', '.', '--predictions', 'p.csv', '--json'];
  const child = spawn(process.execPath, [main, ...args], {
    env: { ...process.env, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  const samples: MemorySample[] = [];
  let answered = 0;
  const sample = () => {
    const engineBytes = childrenOf(pid)
      .filter(isEngine)
      .reduce((sum, engine) => sum + residentBytesOf(engine), 0);
    const ownBytes = residentBytesOf(pid);
    if (answered > 0 && ownBytes > 0) samples.push({ images: answered, ownBytes, engineBytes });
  };
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    const [, done] = [...text.matchAll(/evaluate: (\d+)\//g)].at(-1) ?? [];
    answered = Number(done ?? answered);
    sample();
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  const timer = setInterval(sample, 250);
  const exitCode = await new Promise<number | null>((resolve) => child.once('close', resolve));
  clearInterval(timer);
  return { exitCode, output, samples };
}

const MIB = 2 ** 20;

/**
 * That memory does not grow with the images from the first `settled` on. Resident memory of a process that does the same all the
 * time differs by 30 MiB. Were the decoded pictures kept, 100 of them would take more than the limit; of 9,000 images each may
 * leave 7 KB behind.
 */
export function expectConstantMemory(samples: readonly MemorySample[], settled: number): void {
  const most = (kind: 'ownBytes' | 'engineBytes', from: number, below: number) =>
    Math.max(
      ...samples.filter(({ images }) => images >= from && images < below).map((sample) => sample[kind]),
    );
  const all = Number.POSITIVE_INFINITY;
  expect(most('ownBytes', settled, all)).toBeLessThan(most('ownBytes', 0, settled + 1) + 64 * MIB);
  expect(most('engineBytes', settled, all)).toBeLessThan(most('engineBytes', 0, settled + 1) + 32 * MIB);
}

function drawing(number: number): string {
  return fileURLToPath(new URL(`../../../test_images/synthetic/drawn-${number}.jpg`, import.meta.url));
}
