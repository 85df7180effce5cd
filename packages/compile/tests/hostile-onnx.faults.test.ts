import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { refusalOf } from './open-stranger.js';

const folder = mkdtempSync(join(tmpdir(), 'mutated-onnx-'));
afterAll(() => rmSync(folder, { recursive: true }));

const fixtures = new URL('../../classifier/fixtures/onnx-files/', import.meta.url);
const unpacked = (name: string) => gunzipSync(readFileSync(new URL(`${name}.gz`, fixtures)));

/** Park and Miller's generator of 1988: the same files each time. */
class Chance {
  #state: number;

  constructor(seed: number) {
    this.#state = seed * 7_919 + 1;
  }

  below(limit: number): number {
    this.#state = (this.#state * 48_271) % 2_147_483_647;
    return this.#state % limit;
  }
}

type Mutation = (bytes: Buffer, chance: Chance) => Buffer;

/** The structure lies in the first and last kilobytes, between weights: half of all changes fall there. */
function place(bytes: Buffer, chance: Chance): number {
  const edge = Math.min(2_048, bytes.length);
  const kind = chance.below(4);
  if (kind === 0) return chance.below(edge);
  return kind === 1 ? bytes.length - 1 - chance.below(edge) : chance.below(bytes.length);
}

const cut: Mutation = (bytes, chance) => bytes.subarray(0, place(bytes, chance));

const flipBits: Mutation = (bytes, chance) => {
  for (let left = 1 + chance.below(32); left > 0; left--) {
    const at = place(bytes, chance);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
  }
  return bytes;
};

/** Lengths, sizes of axes and places become enormous, or negative. */
const forgeSizes: Mutation = (bytes, chance) => {
  const at = place(bytes, chance);
  return bytes.fill(chance.below(2) === 0 ? 0xff : 0x7f, at, at + 1 + chance.below(9));
};

const repeat: Mutation = (bytes, chance) => {
  const [from, to] = [place(bytes, chance), place(bytes, chance)];
  const piece = bytes.subarray(Math.min(from, to), Math.min(from, to) + chance.below(4_096));
  return Buffer.concat([bytes.subarray(0, from), piece, bytes.subarray(from)]);
};

const leaveOut: Mutation = (bytes, chance) => {
  const from = place(bytes, chance);
  return Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + 1 + chance.below(512))]);
};

/** Names of one length for names of the same: values become others, paths lead elsewhere. */
const forgeNames: Mutation = (bytes, chance) => {
  const text = bytes.toString('latin1');
  const names = [...text.matchAll(/[A-Za-z_.:/][\w.:/]{3,40}/g)];
  const { 0: name, index } = names[chance.below(names.length)] ?? { 0: '', index: 0 };
  const others = ['../../../../../../etc/passwd', '@pixels/float', 'Loop', 'Expand', names[0]?.[0] ?? 'x'];
  const other = others[chance.below(others.length)] ?? '';
  bytes.write(other.padEnd(name.length, '/').slice(0, name.length), index, 'latin1');
  return bytes;
};

const MUTATIONS = { cut, flipBits, forgeSizes, repeat, leaveOut, forgeNames } as const;
const FILES = ['cnn-external', 'nhwc-softmax', 'one-logit', 'tiny-vit', 'dynamic-int8'] as const;
const EACH = 10;
const REFUSALS: ReadonlySet<string> = new Set(['invalid_model', 'unsupported_model']);

// The weights that one of them names.
writeFileSync(join(folder, 'cnn-external.onnx.data'), unpacked('cnn-external.onnx.data'));

/** Each kind opens fifty files, each in a process of its own: half a second alone, and several where the machine does much else. */
const PATIENCE_MS = 600_000;

describe('three hundred damaged files end no process of the service, and none waits for its deadline', () => {
  it.each(Object.entries(MUTATIONS))(
    '%s',
    async (_, mutate) => {
      const faults: string[] = [];
      let refused = 0;
      for (const [index, file] of FILES.entries()) {
        for (let seed = 1; seed <= EACH; seed++) {
          const chance = new Chance(seed + EACH * index);
          const refusal = await refusalOf(mutate(unpacked(`${file}.onnx`), chance), folder);
          if (refusal === null) continue;
          refused += 1;
          if (REFUSALS.has(refusal.code)) continue;
          faults.push(`${file}, seed ${seed}: ${refusal.message} (${String(refusal.cause)})`);
        }
      }
      expect(faults).toEqual([]);
      expect(readdirSync(folder).filter((name) => name.startsWith('.trial-'))).toEqual([]);
      expect(refused).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );
});
