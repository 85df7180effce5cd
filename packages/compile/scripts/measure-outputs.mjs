// What the other outputs of a network cost beside its logits, and what they cost a run that asks for logits alone.
//
//   node packages/compile/scripts/measure-outputs.mjs MODEL.h5 [ENGINE=onnx] [THREADS=2] [ROUNDS=60]
//
// ENGINE: onnx, tfjs-wasm or tfjs-cpu. One line a batch size: medians of the ratios within a round, of elapsed time and of
// processor time, to the logits of the same network compiled with no other output. Runs in turns, so that whatever slows
// the machine slows all.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compileToOnnx, engineModule } from '@slc/engine-onnx';
import { compileToTfjs, nativeEngineModule, wasmEngineModule } from '@slc/engine-tfjs';
import { readKerasModel } from '@slc/keras-h5';
import { prepareGraph, preparePasses, shapesOf } from '@slc/layer-graph';

const [modelPath, engineName = 'onnx', threads = '2', rounds = '60'] = process.argv.slice(2);
const engines = {
  onnx: { module: engineModule, compile: compileToOnnx },
  'tfjs-wasm': { module: wasmEngineModule, compile: compileToTfjs },
  'tfjs-cpu': { module: nativeEngineModule, compile: compileToTfjs },
};
const { module, compile } = engines[engineName];
const folder = mkdtempSync(join(tmpdir(), 'measure-outputs-'));
try {
  const { graph } = await readKerasModel(modelPath, { scratchDirectory: folder });
  const prepared = prepareGraph(graph, { scale: 1 / 127.5, offset: -1 });
  const { addHeatMaps, markEmbedding, ...others } = preparePasses;
  const bare = Object.values(others).reduce((rewritten, pass) => pass(rewritten), graph);
  const names = Object.keys(prepared.outputs);
  const shapes = shapesOf(prepared);
  for (const name of names) {
    process.stdout.write(`${name}: ${shapes.get(prepared.outputs[name]).join(' x ')}\n`);
  }
  const engine = await open(prepared);
  const bareEngine = await open(bare);
  const runs = {
    bare: (pixels, batchSize) => bareEngine.infer(pixels, batchSize, ['logits']),
    logits: (pixels, batchSize) => engine.infer(pixels, batchSize, ['logits']),
    all: (pixels, batchSize) => engine.infer(pixels, batchSize, names),
  };
  for (const batchSize of [1, 8]) process.stdout.write(`${await compare(runs, batchSize)}\n`);
  await Promise.all([engine.close(), bareEngine.close()]);

  async function compare(runs, batchSize) {
    const shape = graph.layers.find(({ kind }) => kind === 'input').shape;
    const length = batchSize * shape.reduce((a, b) => a * b);
    const pixels = Uint8Array.from({ length }, (_, i) => (i * 7919) % 256);
    const ratios = { logits: [], all: [], logitsProcessor: [], allProcessor: [], bareMs: [] };
    for (let round = -5; round < Number(rounds); round++) {
      const took = {};
      const order = Object.keys(runs);
      // Another one is first in each round.
      for (let i = 0; i < round % 3; i++) order.push(order.shift());
      for (const name of order) took[name] = await time(() => runs[name](pixels, batchSize));
      // The first rounds allocate memory and do not count.
      if (round < 0) continue;
      for (const name of ['logits', 'all']) {
        ratios[name].push(took[name].elapsed / took.bare.elapsed);
        ratios[`${name}Processor`].push(took[name].processor / took.bare.processor);
      }
      ratios.bareMs.push(took.bare.elapsed);
    }
    const [logits, all, logitsProcessor, allProcessor, bareMs] = Object.values(ratios).map(median);
    return (
      `batch ${batchSize}, ${bareMs.toFixed(1)} ms: logits alone ${logits.toFixed(3)} (processor time ` +
      `${logitsProcessor.toFixed(3)}), all outputs ${all.toFixed(3)} (processor time ${allProcessor.toFixed(3)})`
    );
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function open(graph) {
  const path = join(folder, 'compiled');
  writeFileSync(path, Buffer.concat([...compile(graph)]));
  const { openEngine } = await import(module.href);
  return await openEngine(path, { threads: Number(threads) });
}

async function time(run) {
  const startedAtMs = performance.now();
  const usageBefore = process.cpuUsage();
  await run();
  const { user, system } = process.cpuUsage(usageBefore);
  return { elapsed: performance.now() - startedAtMs, processor: (user + system) / 1000 };
}

function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}
