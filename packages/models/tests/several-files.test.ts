import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HubSource } from '@slc/domain';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createModelStore } from '../dist/index.js';
import {
  blobs,
  cacheDirectory,
  fetchAll,
  MIB,
  modelOf,
  repository,
  settings,
} from './fetch-from-stand-in.js';
import { type HubStandIn, standInFile, startHubStandIn } from './hub-stand-in.mjs';

const main = standInFile(randomBytes(MIB / 4), 'onnx/model.onnx');
const weights = standInFile(randomBytes(2 * MIB), 'onnx/model.onnx_data');
const source: HubSource = {
  ...main.source,
  sha256: main.sha256,
  files: [{ file: 'onnx/model.onnx_data', sizeBytes: weights.bytes.length, sha256: weights.sha256 }],
};
const pointer = (name: string) => join(repository(), 'snapshots', source.revision, 'onnx', name);

let own: HubStandIn;
beforeEach(async () => {
  own = await startHubStandIn(main, [{ file: 'onnx/model.onnx_data', bytes: weights.bytes, isLarge: true }]);
});
afterEach(() => own.close());
const fetchHere = () => fetchAll({ source, settings: { endpoint: own.endpoint } });

describe('a model of two files', () => {
  it('is fetched as one, with the progress of all bytes, and its weights lie beside the network', async () => {
    const reports = await fetchHere();
    expect(reports.at(-1)).toMatchObject({
      kind: 'done',
      model: { weightsPath: pointer('model.onnx'), verifiedSha256: main.sha256 },
    });
    expect(readFileSync(pointer('model.onnx')).equals(main.bytes)).toBe(true);
    expect(readFileSync(pointer('model.onnx_data')).equals(weights.bytes)).toBe(true);
    const progress = reports.filter((report) => report.kind === 'progress');
    const bytesTotal = main.bytes.length + weights.bytes.length;
    expect(new Set(progress.map((report) => report.bytesTotal))).toEqual(new Set([bytesTotal]));
    expect(progress.at(-1)?.bytesDone).toBe(bytesTotal);
    const done = progress.map(({ bytesDone }) => bytesDone);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
  });

  it('goes on where an earlier download of the second file ended', async () => {
    mkdirSync(join(repository(), 'blobs'), { recursive: true });
    const part = join(repository(), 'blobs', `${weights.sha256}.slc-part`);
    writeFileSync(part, weights.bytes.subarray(0, MIB));
    await fetchHere();
    expect(own.bytesSent).toBe(main.bytes.length + MIB);
    expect(blobs().toSorted()).toEqual([main.sha256, weights.sha256].toSorted());
  });

  it('is not there while one of them is missing, and only that one is fetched', async () => {
    await fetchHere();
    rmSync(pointer('model.onnx_data'));
    rmSync(join(repository(), 'blobs', weights.sha256));
    expect(await createModelStore(settings).find(modelOf(source))).toBeNull();
    const before = own.bytesSent;
    await fetchHere();
    expect(own.bytesSent - before).toBe(weights.bytes.length);
    expect(await createModelStore(settings).find(modelOf(source))).toMatchObject({
      verifiedSha256: main.sha256,
    });
  });

  it('is refused where the further file is damaged, and mended by fetching it', async () => {
    await fetchHere();
    const blob = join(repository(), 'blobs', weights.sha256);
    writeFileSync(blob, randomBytes(weights.bytes.length));
    await expect(createModelStore(settings).find(modelOf(source))).rejects.toMatchObject({
      code: 'invalid_model',
      message: expect.stringMatching(/^onnx\/model\.onnx_data: expected sha256/),
    });
    await fetchHere();
    expect(readFileSync(blob).equals(weights.bytes)).toBe(true);
  });

  it('has nothing with the name of its network until its weights are there', async () => {
    own.misbehaviour = { bytes: randomBytes(weights.bytes.length) };
    await expect(fetchHere()).rejects.toMatchObject({ code: 'invalid_model' });
    expect(blobs().filter((name) => !name.endsWith('.slc-part'))).toEqual([]);
  });

  it('is taken from beside its manifest where all of it lies there', async () => {
    const model = modelOf(source);
    writeFileSync(model.besidePath, main.bytes);
    const store = createModelStore(settings);
    expect(await store.find(model)).toBeNull();
    const beside = join(cacheDirectory, 'model.onnx_data');
    writeFileSync(beside, weights.bytes);
    expect(await store.find(model)).toMatchObject({ weightsPath: model.besidePath });
    writeFileSync(beside, randomBytes(weights.bytes.length));
    await expect(store.find(model)).rejects.toMatchObject({ code: 'invalid_model' });
  });
});
