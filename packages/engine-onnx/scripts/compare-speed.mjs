// Times this package's compiled graph against another ONNX graph of the same network, such as the one that tf2onnx makes
// from the same Keras model, or this package's own at another precision: one process, the same threads, runs in turns, so
// that whatever slows the machine slows both.
//
//   pip install 'tensorflow-cpu==2.15.*' tf2onnx
//   python packages/engine-onnx/scripts/convert-with-tf2onnx.py MODEL.h5 OTHER.onnx
//   node packages/engine-onnx/scripts/compare-speed.mjs COMPILED.onnx OTHER.onnx [THREADS=2] [ROUNDS=60]
//
// COMPILED.onnx: an entry of the cache that `slc model inspect MODEL.h5` leaves in ~/.cache/skin-lesion-classifier/compiled.
// One line a batch size: median milliseconds of each, and the median of the ratios within a round, of elapsed time and of
// processor time; the latter also holds on a machine that others use.
import { InferenceSession, Tensor } from 'onnxruntime-node';

const [oursPath, otherPath, threads = '2', rounds = '60'] = process.argv.slice(2);

const ours = await open(oursPath);
const other = await open(otherPath);
for (const batchSize of [1, 8]) {
  const [, height, width, channels] = ours.inputMetadata[0].shape;
  const dimensions = [batchSize, height, width, channels];
  const pixels = Uint8Array.from({ length: dimensions.reduce((a, b) => a * b) }, (_, i) => (i * 7919) % 256);
  const inputs = {
    ours: inputsOf(ours, pixels, dimensions),
    other: inputsOf(other, pixels, dimensions),
  };
  const times = { ours: [], other: [], ratio: [], processorRatio: [] };
  for (let round = -5; round < Number(rounds); round++) {
    // The order alternates, so that neither is always first.
    const order = round % 2 === 0 ? ['ours', 'other'] : ['other', 'ours'];
    const took = {};
    for (const name of order) {
      const startedAtMs = performance.now();
      const usageBefore = process.cpuUsage();
      await (name === 'ours' ? ours : other).run(inputs[name]);
      const { user, system } = process.cpuUsage(usageBefore);
      took[name] = { elapsed: performance.now() - startedAtMs, processor: (user + system) / 1000 };
    }
    // The first rounds allocate memory and do not count.
    if (round < 0) continue;
    times.ours.push(took.ours.elapsed);
    times.other.push(took.other.elapsed);
    times.ratio.push(took.ours.elapsed / took.other.elapsed);
    times.processorRatio.push(took.ours.processor / took.other.processor);
  }
  const [a, b, ratio, processor] = Object.values(times).map(median);
  process.stdout.write(
    `batch ${batchSize}: ours ${a.toFixed(1)} ms, other ${b.toFixed(1)} ms, ratio ${ratio.toFixed(3)}, of processor time ${processor.toFixed(3)}\n`,
  );
}

/** A graph of this package takes pixels, another one what they are normalised to. */
function inputsOf(session, pixels, dimensions) {
  const [name] = session.inputNames;
  if (name !== '@pixels') {
    const normalised = Float32Array.from(pixels, (v) => (v / 255 - 0.5) * 2);
    return { [name]: new Tensor('float32', normalised, dimensions) };
  }
  return { [name]: new Tensor('uint8', pixels, dimensions) };
}

async function open(path) {
  return await InferenceSession.create(path, {
    executionProviders: ['cpu'],
    intraOpNumThreads: Number(threads),
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    extra: { session: { intra_op: { allow_spinning: '0' } } },
  });
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
