import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { needing } from './clients/needing.js';

const run = promisify(execFile);
const PEERS = fileURLToPath(new URL('../scripts/peers', import.meta.url));
const LIMIT_MS = 60_000;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'measured-peers-'));
});
afterAll(() => rm(folder, { recursive: true }));

const it = needing('Python 3.11', 'python3', '-c', 'import sys; sys.exit(sys.version_info < (3, 11))');

describe('the measurement beside other model servers', () => {
  it('gives medians, and ratios to the best peer of the same round', async () => {
    const report = await reported([
      ...rounds('LitServe', { p50Ms: [70, 90, 72], imagesPerSecond: [30, 20, 31] }),
      ...rounds('FastAPI', { p50Ms: [60, 80, 62], imagesPerSecond: [29, 19, 30] }),
      // The second round was slow for all three.
      ...rounds('the product', { p50Ms: [66, 88, 62], imagesPerSecond: [33, 24, 31], isProduct: true }),
    ]);

    expect(report).toContain('| **the product** | defaults | 66.0 | 31.0 | 31.0 | 60.0 | 300 | 2.0 |');
    expect(report).toMatch(/LitServe \| defaults \| 72\.0 \| 30\.0/);
    expect(report).toContain('| the product | 1.10 (FastAPI) | 1.10 (LitServe) | 1.10 (LitServe) |');
    expect(report).not.toContain('WARNING');
  });

  it('warns of other work, of wrong answers and of a server that failed', async () => {
    const report = await reported([
      ...rounds('FastAPI', { p50Ms: [60], imagesPerSecond: [30], othersShare: 0.25, wrong: 2 }),
      { name: 'MLServer', configuration: 'defaults', round: 1, is_product: false, fault: 'ended with 1' },
    ]);

    expect(report).toContain('FastAPI, defaults, round 1: other work used up to 25 % of the processor');
    expect(report).toContain('FastAPI, defaults, round 1: 2 wrong answers, faults {} with 64 clients');
    expect(report).toContain('MLServer, defaults, round 1 failed: ended with 1');
    expect(report).not.toContain('ratio to the best peer');
  });

  it('says how to set it up where its environments are missing', async () => {
    const measuring = run('python3', ['-B', join(PEERS, 'measure_peers.py'), folder, '--work', folder], {
      timeout: LIMIT_MS,
    });

    await expect(measuring).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringContaining('has no fastapi, bentoml, mlserver: run set-up.sh first'),
    });
  });
});

/** What `report.py` makes of these runs. */
async function reported(runs: readonly object[]): Promise<string> {
  const path = join(folder, 'results.json');
  const machine = { processor: 'a processor', cores: 2 };
  const around = { model: 'a-model', photographs: 14, rounds: 3, seconds: 20, began: '1 May 2026', machine };
  await writeFile(path, JSON.stringify({ ...around, runs }));
  const { stdout } = await run('python3', ['-B', join(PEERS, 'report.py'), path], { timeout: LIMIT_MS });
  return stdout;
}

interface Measured {
  readonly p50Ms: readonly number[];
  readonly imagesPerSecond: readonly number[];
  readonly isProduct?: boolean;
  readonly othersShare?: number;
  readonly wrong?: number;
}

function rounds(name: string, measured: Measured): object[] {
  const { p50Ms, imagesPerSecond, isProduct = false, othersShare = 0.01, wrong = 0 } = measured;
  return p50Ms.map((p50, i) => {
    const load = {
      p50_ms: p50,
      images_per_second: imagesPerSecond[i],
      processor_ms_per_image: 60,
      others_share: othersShare,
      wrong,
      faults: {},
    };
    return {
      name,
      configuration: 'defaults',
      is_product: isProduct,
      round: i + 1,
      start_s: 2,
      pss_bytes: 300 * 2 ** 20,
      loads: { 1: load, 8: load, 64: load },
    };
  });
}
