import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { compileToOnnx, type ObserverModule, observableLayers, observerModule } from '@slc/engine-onnx';
import { type LayerGraph, shapesOf } from '@slc/layer-graph';
import { writeChunks } from '../write-chunks.js';
import type { PictureReader } from './picture-reader.js';
import { type ValueCounts, ValueHistogram } from './value-histogram.js';

export interface ObserveOptions {
  readonly pictures: PictureReader;
  /** (height, width) */
  readonly imageShape: readonly [number, number];
  readonly threads: number;
  readonly scratchDirectory: string;
  /** Called after each batch. */
  readonly onBatch: (pictures: number) => void;
}

export interface ObservedLayers {
  /** By the value's name. */
  readonly counts: ReadonlyMap<string, ValueCounts>;
  /** (pictures, classes), float32's. */
  readonly logits: Float32Array;
}

/** What the values of all layers may take for one batch. */
const MOST_BATCH_BYTES = 96 * 1024 ** 2;
const MOST_PICTURES = 8;

/** Runs the network in float32 on all pictures, and counts the values whose ranges int8 is made from. */
export async function observeLayers(graph: LayerGraph, options: ObserveOptions): Promise<ObservedLayers> {
  const { pictures, scratchDirectory, threads, imageShape, onBatch } = options;
  const observe = observableLayers(graph);
  const histograms = new Map(observe.map((name) => [name, new ValueHistogram(name)]));
  const path = join(scratchDirectory, 'observed.onnx');
  await writeChunks(path, compileToOnnx(graph, { observe }));
  const { openObserver } = (await import(observerModule.href)) as ObserverModule;
  const observer = await openObserver(path, { imageShape, observe, threads });
  const logits: Float32Array[] = [];
  try {
    const most = batchSize(graph, observe);
    for (let first = 0; first < pictures.count; first += most) {
      const count = Math.min(most, pictures.count - first);
      const observed = await observer.observe(await pictures.read(first, count), count);
      logits.push(observed.logits);
      for (const [name, histogram] of histograms) {
        histogram.add(observed.values[name] ?? new Float32Array());
      }
      onBatch(first + count);
    }
  } finally {
    await observer.close();
    await rm(path, { force: true });
  }
  return { counts: countsOf(histograms), logits: joined(logits) };
}

function batchSize(graph: LayerGraph, observe: readonly string[]): number {
  const shapes = shapesOf(graph);
  // The value before a layer's own activation has the layer's shape.
  const bytes = observe.reduce((sum, name) => {
    const shape = shapes.get(name) ?? shapes.get(name.replace(/@.*/, '')) ?? [];
    return sum + 4 * shape.reduce((product, size) => product * size, 1);
  }, 0);
  return Math.max(1, Math.min(MOST_PICTURES, Math.floor(MOST_BATCH_BYTES / Math.max(1, bytes))));
}

function countsOf(histograms: ReadonlyMap<string, ValueHistogram>): ReadonlyMap<string, ValueCounts> {
  return new Map([...histograms].map(([name, histogram]) => [name, histogram.counts()]));
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
