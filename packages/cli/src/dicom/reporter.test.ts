import type { FoundInstance } from '@slc/dicomweb';
import { type ClassifiedImage, type ErrorCode, SlcError } from '@slc/domain';
import type { SourceInstance } from '@slc/interop';
import { expect, it } from 'vitest';
import type { DerivedObjects, SourceImage } from './derived-objects.js';
import { createReporter } from './reporter.js';
import type { Reporter } from './watch-archive.js';

const PHOTOGRAPH = '1.2.840.10008.5.1.4.1.1.77.1.4';
const SECONDARY_CAPTURE = '1.2.840.10008.5.1.4.1.1.7';
const found: FoundInstance = {
  study: '1',
  series: '1.1',
  instance: '1.1.1',
  sopClass: PHOTOGRAPH,
  modality: 'XC',
};
const MAP = '1.1.1 map';
const REPORT = '1.1.1 report';
const { signal } = new AbortController();

/** A server with one photograph. */
class FakeServer {
  readonly has = new Set<string>();
  readonly done: string[] = [];
  readonly derived: string[] = [];
  source: Partial<SourceImage> = {};
  storing: (files: readonly string[]) => void = () => {};
  classifying: () => void = () => {};

  readonly reporter: Reporter = createReporter({
    client: {
      async *search() {},
      isStored: async ({ instance }) => this.has.has(instance),
      retrieve: async () => {
        this.done.push('retrieve');
        return Buffer.from('file');
      },
      store: async (files) => {
        const uids = files.map((file) => Buffer.from(file).toString());
        this.done.push(`store ${uids}`);
        this.storing(uids);
        for (const uid of uids) this.has.add(uid);
      },
    },
    answers: {
      classify: async () => {
        this.done.push('classify');
        this.classifying();
        return {} as ClassifiedImage;
      },
      isServing: () => true,
      end: async () => {},
    },
    objects: this.#objects(),
    ledger: { settled: (instance, state) => this.derived.push(`${instance} ${state}`) },
  });

  #objects(): DerivedObjects {
    return {
      wantedOf: (instance) => [`${instance} map`, `${instance} report`],
      madeOf: (instance) => [`${instance} map`, `${instance} other map`],
      read: async (file) => ({
        ...{ file, source: {} as SourceInstance, study: '1', instance: '1.1.1', sopClass: PHOTOGRAPH },
        ...{ isDerived: false, ...this.source },
      }),
      make: async (_, __, { wanted }) => wanted.map((uid) => Buffer.from(uid)),
    };
  }
}

const WHOLE = ['retrieve', 'classify', `store ${MAP},${REPORT}`];

it('stores what is made of an image once, and the report last', async () => {
  const server = new FakeServer();
  expect(await server.reporter.report(found, signal)).toBe('stored');
  expect(server.done).toEqual(WHOLE);
  expect(await server.reporter.report(found, signal)).toBe('there');
  expect(server.done).toEqual(WHOLE);
  expect(server.derived.slice(0, 2)).toEqual(['1.1.1 map derived', '1.1.1 other map derived']);
});

it('does what is missing after a run that was killed between two objects', async () => {
  const server = new FakeServer();
  server.has.add(MAP);
  expect(await server.reporter.report(found, signal)).toBe('stored');
  expect(server.done).toEqual(['retrieve', 'classify', `store ${REPORT}`]);
});

it('takes a refused store for a success where the server has all of it all the same', async () => {
  const server = new FakeServer();
  server.storing = (files) => {
    for (const file of files) server.has.add(file);
    throw new SlcError('invalid_request', 'duplicate');
  };
  expect(await server.reporter.report(found, signal)).toBe('stored');

  const half = new FakeServer();
  half.storing = ([first = '']) => {
    half.has.add(first);
    throw new SlcError('deadline_exceeded', 'silent');
  };
  await expect(half.reporter.report(found, signal)).rejects.toMatchObject({ code: 'overloaded' });
});

it('tells an answer that takes too long from a server that is silent, which is no image’s fault', async () => {
  const silence = new SlcError('deadline_exceeded', 'silent');
  const slow = new FakeServer();
  slow.classifying = () => {
    throw silence;
  };
  await expect(slow.reporter.report(found, signal)).rejects.toBe(silence);

  const server = new FakeServer();
  server.storing = () => {
    throw silence;
  };
  await expect(server.reporter.report(found, signal)).rejects.toMatchObject({
    ...{ code: 'overloaded', message: 'silent', cause: silence },
  });
});

it('takes no Secondary Capture that names its source for a photograph, whatever the search called it', async () => {
  for (const sopClass of [SECONDARY_CAPTURE, null]) {
    const server = new FakeServer();
    server.source = { sopClass: SECONDARY_CAPTURE, isDerived: true };
    expect(await server.reporter.report({ ...found, sopClass }, signal)).toBe('derived');
    expect(server.done).toEqual(['retrieve']);
  }
  // A photograph that was cropped from another one is still a photograph.
  const cropped = new FakeServer();
  cropped.source = { isDerived: true };
  expect(await cropped.reporter.report(found, signal)).toBe('stored');
});

it('refuses an instance that is not the one that was found: its report would be asked for in vain', async () => {
  for (const source of [{ study: '2' }, { instance: '1.1.2' }]) {
    const server = new FakeServer();
    server.source = source;
    const code: ErrorCode = 'invalid_image';
    await expect(server.reporter.report(found, signal)).rejects.toMatchObject({ code });
    expect(server.done).toEqual(['retrieve']);
  }
});
