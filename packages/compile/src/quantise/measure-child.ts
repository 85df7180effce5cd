import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { SlcError } from '@slc/domain';
import { compileToOnnx, int8Layers, type ObserverModule, observerModule } from '@slc/engine-onnx';
import type { LayerGraph } from '@slc/layer-graph';
import { answerParent } from '../answer-parent.js';
import { readGraph } from '../read-graph.js';
import { writeChunks } from '../write-chunks.js';
import { chooseRanges, RANGE_CANDIDATES, type Ranges } from './choose-ranges.js';
import { meanDivergence } from './divergence.js';
import type { MeasuredInt8, MeasureOrder, MeasureReply } from './measure-protocol.js';
import { observeLayers } from './observe-layers.js';
import { PictureReader } from './picture-reader.js';
import { findSensitiveLayers } from './sensitive-layers.js';

// The main file of the process that measures what a network needs at int8, and then ends.
answerParent(measure);

/** Shares of the work, for progress: of the pictures, of ways to choose ranges, of layers. */
const RANGES_FROM = 0.3;
const LAYERS_FROM = 0.4;

async function measure(order: MeasureOrder): Promise<MeasureReply> {
  const { graph, model } = await readGraph(order);
  const layers = int8Layers(graph);
  if (layers.length === 0) {
    const message =
      'int8: expected layers that can be computed in it, such as convolutions; this network has none';
    throw new SlcError('unsupported_model', message);
  }
  const [height = 0, width = 0] = model.inputShape;
  const imageShape = [height, width] as const;
  const pictures = await PictureReader.open(order.pictures, height * width * 3);
  try {
    const { counts, logits } = await observeLayers(graph, {
      ...order,
      pictures,
      imageShape,
      onBatch: (done) =>
        tell((RANGES_FROM * done) / pictures.count, `ranges, picture ${done} of ${pictures.count}`),
    });
    const sample = { imageShape, ...(await drawSample(pictures, logits)) };
    const trial = (ranges: Ranges, float: readonly string[]) =>
      tryInt8({ graph, ranges, float, sample, order });
    let tried = 0;
    const chosen = await chooseRanges(counts, async (ranges, method) => {
      tell(RANGES_FROM + ((LAYERS_FROM - RANGES_FROM) * tried++) / RANGE_CANDIDATES, `int8 with ${method}`);
      return await trial(ranges, []);
    });
    const sensitive = await findSensitiveLayers(layers, async (float) => await trial(chosen.ranges, float), {
      onMeasure: ({ done, most }) =>
        tell(
          LAYERS_FROM + ((1 - LAYERS_FROM) * done) / most,
          `layers’ shares of the loss, ${done + 1} of ${most} at most`,
        ),
    });
    const measured: MeasuredInt8 = {
      ...chosen,
      float: sensitive.float,
      divergence: sensitive.after,
      layers: layers.length,
    };
    return { kind: 'measured', measured };
  } finally {
    await pictures.close();
  }
}

function tell(share: number, what: string): void {
  process.send?.({ kind: 'step', share, what } satisfies MeasureReply);
}

/** Pictures that layers are judged by. */
const SAMPLE = 32;
const SAMPLE_BATCH = 8;

interface Sample {
  /** (height, width) */
  readonly imageShape: readonly [number, number];
  /** Each (pictures, height, width, 3). */
  readonly batches: readonly { readonly pixels: Uint8Array; readonly pictures: number }[];
  readonly classes: number;
  /** (pictures of all batches, classes), float32's. */
  readonly logits: Float32Array;
}

/** Pictures in even distances, so that tables sorted by class give all of them. */
async function drawSample(
  pictures: PictureReader,
  logits: Float32Array,
): Promise<Omit<Sample, 'imageShape'>> {
  const classes = logits.length / pictures.count;
  const size = Math.min(SAMPLE, pictures.count);
  const indices = Array.from({ length: size }, (_, i) => Math.floor((i * pictures.count) / size));
  const pixels: Uint8Array[] = [];
  const rows: number[] = [];
  for (const index of indices) {
    pixels.push(await pictures.read(index, 1));
    rows.push(...logits.subarray(index * classes, (index + 1) * classes));
  }
  const batches = Array.from({ length: Math.ceil(size / SAMPLE_BATCH) }, (_, i) => {
    const own = pixels.slice(i * SAMPLE_BATCH, (i + 1) * SAMPLE_BATCH);
    return { pixels: new Uint8Array(Buffer.concat(own)), pictures: own.length };
  });
  return { batches, classes, logits: Float32Array.from(rows) };
}

interface Trial {
  readonly graph: LayerGraph;
  readonly ranges: Ranges;
  readonly float: readonly string[];
  readonly sample: Sample;
  readonly order: MeasureOrder;
}

/** @returns the divergence of the sample's answers at int8 from float32's */
async function tryInt8({ graph, ranges, float, sample, order }: Trial): Promise<number> {
  const { scratchDirectory, threads, temperature } = order;
  const path = join(scratchDirectory, 'trial.onnx');
  await writeChunks(path, compileToOnnx(graph, { quantisation: { ranges, float } }));
  const { openObserver } = (await import(observerModule.href)) as ObserverModule;
  const network = await openObserver(path, { imageShape: sample.imageShape, observe: [], threads });
  try {
    const rows: number[] = [];
    for (const { pixels, pictures } of sample.batches) {
      rows.push(...(await network.observe(pixels, pictures)).logits);
    }
    return meanDivergence(sample, Float32Array.from(rows), temperature);
  } finally {
    await network.close();
    await rm(path, { force: true });
  }
}
