import { nameTag, readDicomFile } from '@slc/dicom';
import { uniform } from '../scripts/picture-defects.mjs';

/** Where one element of a file begins, its value, and its length's bytes. */
interface Place {
  readonly start: number;
  readonly value: number;
  readonly end: number;
}

type Random = (below: number) => number;
type Mutation = (file: Buffer, places: readonly Place[], random: Random) => Buffer;

/** Faults of DICOM files by kind: of their elements, or of any byte. */
const MUTATIONS: Readonly<Record<string, Mutation>> = {
  'one bit': (file, _places, random) =>
    withByte(file, random(file.length), (byte) => byte ^ (1 << random(8))),
  'one bit of the header': (file, places, random) =>
    withByte(file, 128 + random((places.at(-1)?.value ?? 200) - 128), (byte) => byte ^ (1 << random(8))),
  'a run of random bytes': (file, _places, random) => {
    const at = 128 + random(file.length - 128);
    return replaced(file, at, at + 16, Buffer.from(Array.from({ length: 16 }, () => random(256))));
  },
  'cut short': (file, _places, random) => file.subarray(0, random(file.length)),
  'cut short in the header': (file, _places, random) => file.subarray(0, 128 + random(600)),
  'bytes lost': (file, _places, random) => {
    const at = 132 + random(file.length - 132);
    return replaced(file, at, at + 1 + random(64), Buffer.alloc(0));
  },
  'bytes added': (file, _places, random) => {
    const at = 132 + random(file.length - 132);
    return replaced(file, at, at, Buffer.alloc(1 + random(64), random(256)));
  },
  'an element missing': (file, places, random) => {
    const { start, end } = pick(places, random);
    return replaced(file, start, end, Buffer.alloc(0));
  },
  'an element twice': (file, places, random) => {
    const { start, end } = pick(places, random);
    return replaced(file, end, end, file.subarray(start, end));
  },
  'an element moved': (file, places, random) => {
    const [{ start, end }, { start: to }] = [pick(places, random), pick(places, random)];
    return replaced(file, to, to, file.subarray(start, end));
  },
  'another length': (file, places, random) => {
    const { start, value } = pick(places, random);
    const lengths = ['ffffffff', 'feffffff', '00000000', '01000000', 'ffff', '0100', '00000080'];
    const length = Buffer.from(pick(lengths, random), 'hex');
    return replaced(file, Math.max(value - length.length, start + 4), value, length);
  },
  'another VR': (file, places, random) => {
    const { start } = pick(places, random);
    const vrs = ['UN', 'SQ', 'OB', 'US', 'UL', 'ZZ', 'UT', '\0\0'];
    return replaced(file, start + 4, start + 6, Buffer.from(pick(vrs, random)));
  },
  'another value': (file, places, random) => {
    const { value, end } = pick(places, random);
    const bytes = Buffer.from(
      Array.from({ length: Math.min(end - value, 8) }, () => pick([0, 1, 127, 128, 255], random)),
    );
    return replaced(file, value, value + bytes.length, bytes);
  },
  'a delimiter between elements': (file, places, random) => {
    const { start } = pick(places, random);
    const delimiters = [
      'feff00e0ffffffff',
      'feff0de000000000',
      'feffdde0ffffffff',
      '2800109953510000ffffffff',
    ];
    return replaced(file, start, start, Buffer.from(pick(delimiters, random), 'hex'));
  },
};

export interface MutantSource {
  readonly name: string;
  readonly bytes: Buffer;
}

export interface Mutant {
  readonly what: string;
  readonly bytes: Buffer;
}

/** The same mutants each time: the kinds in turn, of the files in turn. */
export async function* mutants(sources: readonly MutantSource[], count: number): AsyncGenerator<Mutant> {
  const kinds = Object.entries(MUTATIONS);
  const next = uniform(20_261_130);
  const random: Random = (below) => Math.floor(next() * below);
  const places = new Map<MutantSource, readonly Place[]>();
  for (let i = 0; i < count; i++) {
    const [kind, mutate] = pickAt(kinds, i);
    const source = pickAt(sources, Math.floor(i / kinds.length) + i);
    const known = places.get(source) ?? (await findElements(source.bytes));
    places.set(source, known);
    yield { what: `${kind}, ${source.name}, mutant ${i}`, bytes: mutate(source.bytes, known, random) };
  }
}

/** Of a deflated dataset only those of group 2. */
async function findElements(bytes: Buffer): Promise<readonly Place[]> {
  const { meta, dataset } = await readDicomFile(bytes, { maxBytes: 2 ** 26 });
  return [meta, dataset]
    .filter((each) => each.bytes === bytes)
    .flatMap(({ elements }) => [...elements.values()])
    .map(({ tag, start, end }) => {
      const little = Buffer.from(nameTag(tag).replaceAll(/[(),]/g, ''), 'hex').swap16();
      const littleAt = bytes.lastIndexOf(little, start - 8);
      return { start: littleAt >= start - 12 ? littleAt : start - 8, value: start, end };
    });
}

function withByte(file: Buffer, at: number, change: (byte: number) => number): Buffer {
  return replaced(file, at, at + 1, Buffer.of(change(file[at] ?? 0)));
}

function replaced(file: Buffer, start: number, end: number, instead: Uint8Array): Buffer {
  return Buffer.concat([file.subarray(0, start), instead, file.subarray(end)]);
}

function pick<Item>(items: readonly Item[], random: Random): Item {
  return pickAt(items, random(items.length));
}

function pickAt<Item>(items: readonly Item[], index: number): Item {
  const item = items[index % items.length];
  if (item === undefined) throw new RangeError('expected something to pick from, got nothing');
  return item;
}
