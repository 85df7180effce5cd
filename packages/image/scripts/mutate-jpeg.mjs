// Faults as JPEG files have them: in their headers, or in the data of their scans.

import { uniform } from './picture-defects.mjs';

/** By kind; `random(n)` is a whole number below n. Returns the file itself when it has nothing of the kind to mutate. */
const MUTATIONS = {
  'header: bytes between two segments': (file, random) => {
    const all = segments(file).filter((_segment, i, list) => i > 0 && list[i - 1].marker !== SOS);
    const zeros = random(2) === 0;
    const stray = Buffer.from(Array.from({ length: 1 + random(40) }, () => (zeros ? 0 : random(255))));
    return inserted(file, pick(all, random).start, stray);
  },
  'header: JFIF version': (file, random) => {
    return file.indexOf('JFIF') === 6 ? withBytes(file, 11, [random(256), random(256)]) : file;
  },
  'header: Adobe transform': (file, random) => {
    const at = file.indexOf('Adobe');
    if (at > 0) return withBytes(file, at + 11, [random(256)]);
    const adobe = Buffer.from('\xff\xee\0\x0eAdobe\0d\0\0\0\0', 'latin1');
    return inserted(file, segments(file)[1].start, Buffer.concat([adobe, Buffer.of(random(4))]));
  },
  'header: one of Ss, Se, Ah and Al': (file, random) => {
    const { end } = pick(scans(file), random);
    return withBytes(file, end - 3 + random(3), [random(2) === 0 ? random(64) : random(256)]);
  },
  'header: two segments change places': (file, random) => {
    const list = segments(file).slice(1);
    const i = random(list.length - 1);
    const [a, b] = [list[i], list[i + 1]];
    if (a.marker === SOS || b.marker === SOS) return file;
    const swapped = [
      file.subarray(b.start, b.end),
      file.subarray(a.end, b.start),
      file.subarray(a.start, a.end),
    ];
    return Buffer.concat([file.subarray(0, a.start), ...swapped, file.subarray(b.end)]);
  },
  'header: a segment twice or not at all': (file, random) => {
    const { start, end } = pick(
      segments(file).filter(({ marker }) => marker !== SOS),
      random,
    );
    const part = file.subarray(start, end);
    return Buffer.concat([
      file.subarray(0, start),
      ...(random(2) === 0 ? [part, part] : []),
      file.subarray(end),
    ]);
  },
  'header: any byte': (file, random) => {
    const { start, end } = pick(segments(file), random);
    return withBytes(file, start + random(end - start), [random(256)]);
  },
  'scan: one bit': (file, random) => {
    const at = inData(file, random);
    return withBytes(file, at, [file[at] ^ (1 << random(8))]);
  },
  'scan: any byte': (file, random) => withBytes(file, inData(file, random), [random(256)]),
  'scan: zeros': (file, random) => {
    const at = inData(file, random);
    return withBytes(file, at, Array(Math.min(1 + random(30), file.length - 2 - at)).fill(0));
  },
  'scan: bytes lost': (file, random) => {
    const at = inData(file, random);
    return Buffer.concat([
      file.subarray(0, at),
      file.subarray(Math.min(at + 1 + random(20), file.length - 2)),
    ]);
  },
  'scan: bytes added': (file, random) => {
    const added = Array.from({ length: 1 + random(8) }, () => random(255));
    return inserted(file, inData(file, random), Buffer.from(added));
  },
  'scan: zeros behind the data': (file, random) => {
    return inserted(file, pick(dataEnds(file), random), Buffer.alloc(1 + random(30)));
  },
  'scan: zeros before a restart marker': (file, random) => {
    const markers = restartMarkers(file);
    return markers.length === 0 ? file : inserted(file, pick(markers, random), Buffer.alloc(1 + random(3)));
  },
  'scan: other bytes before a restart marker': (file, random) => {
    const markers = restartMarkers(file);
    const other = Array.from({ length: 1 + random(3) }, () => 1 + random(254));
    return markers.length === 0 ? file : inserted(file, pick(markers, random), Buffer.from(other));
  },
  'scan: one of several twice': (file, random) => {
    const ends = dataEnds(file);
    if (ends.length === 1) return file;
    const i = random(ends.length);
    const from = ends[i - 1] ?? scans(file)[0].start;
    return inserted(file, ends[i], file.subarray(from, ends[i]));
  },
  'scan: a marker in the data': (file, random) => {
    return inserted(
      file,
      inData(file, random),
      Buffer.of(0xff, pick([0x01, 0xd0, 0xd3, 0xd9, 0xfe], random)),
    );
  },
  'cut short': (file, random) => file.subarray(0, 20 + random(file.length - 21)),
  'cut short, then other bytes': (file, random) => {
    const isZero = random(2) === 0;
    const other = Array.from({ length: file.length + random(3 * file.length) }, () =>
      isZero ? 0 : random(255),
    );
    return Buffer.concat([file.subarray(0, inData(file, random)), Buffer.from(other)]);
  },
  'cut short, with an end marker': (file, random) => {
    return Buffer.concat([file.subarray(0, inData(file, random)), Buffer.of(0xff, EOI)]);
  },
};

/** Mutates files that have no faults: each kind as often as the others, and the same in every run. */
export function mutants(files, count) {
  const next = uniform(1);
  const random = (below) => Math.floor(next() * below);
  const kinds = Object.entries(MUTATIONS);
  return Array.from({ length: count }, (_, i) => {
    const [kind, mutate] = kinds[i % kinds.length];
    for (;;) {
      const { name, bytes } = pick(files, random);
      const mutant = mutate(bytes, random);
      if (mutant !== bytes) return { kind, name, bytes: mutant };
    }
  });
}

const SOS = 0xda;
const EOI = 0xd9;

/** The end of a scan is that of its header. */
function segments(file) {
  const found = [];
  for (let at = 2; file[at + 1] !== EOI; ) {
    const marker = file[at + 1];
    const end = at + 2 + file.readUInt16BE(at + 2);
    found.push({ marker, start: at, end });
    at = end;
    while (file[at] !== 0xff || !isMarker(file[at + 1])) at++;
  }
  return found;
}

function isMarker(byte) {
  return byte !== 0 && (byte & 0xf8) !== 0xd0;
}

function scans(file) {
  return segments(file).filter(({ marker }) => marker === SOS);
}

function inData(file, random) {
  const list = segments(file);
  const scan = pick(scans(file), random);
  const next = list.find(({ start }) => start > scan.start)?.start ?? file.length - 2;
  return scan.end + random(next - scan.end);
}

function dataEnds(file) {
  const behindScans = segments(file).filter((_segment, i, list) => list[i - 1]?.marker === SOS);
  return [...behindScans.map(({ start }) => start), file.length - 2];
}

function restartMarkers(file) {
  return [...file.keys()].filter((i) => file[i] === 0xff && (file[i + 1] & 0xf8) === 0xd0);
}

function withBytes(file, at, values) {
  const copy = Buffer.from(file);
  copy.set(values, at);
  return copy;
}

function inserted(file, at, part) {
  return Buffer.concat([file.subarray(0, at), part, file.subarray(at)]);
}

function pick(list, random) {
  return list[random(list.length)];
}
