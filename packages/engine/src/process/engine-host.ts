import { DeviceLostError, type Engine, type EngineModule } from '../engine.js';
import { type HostReply, type HostRequest, PIXEL_FILE_FD } from './host-protocol.js';
import { createPixelReader } from './pixel-file.js';

// The main file of an engine process. It serves one request at a time and ends when its parent is gone.

// Ctrl-C reaches the whole process group; the parent decides when the engines end, so that it can finish what runs.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.once('disconnect', () => process.exit());

const readPixels = createPixelReader(PIXEL_FILE_FD);
let engine: Engine | undefined;

process.on('message', async (message) => {
  // Only `HostProcess` forks this file, and it sends nothing else.
  const reply = await serve(message as HostRequest).catch(
    (thrown): HostReply => ({
      kind: 'failed',
      message: thrown instanceof Error ? thrown.message : String(thrown),
      isDeviceLost: thrown instanceof DeviceLostError,
    }),
  );
  // When the parent is gone, `disconnect` ends this process; the reply is not needed then.
  process.send?.(reply, () => {});
});

async function serve(request: HostRequest): Promise<HostReply> {
  switch (request.kind) {
    case 'probe': {
      const { probe } = await importEngine(request.moduleUrl);
      return { kind: 'probed', device: await probe() };
    }
    case 'prepare': {
      const { prepare } = await importEngine(request.moduleUrl);
      const { compiledModelPath } = request;
      return { kind: 'prepared', path: (await prepare?.(compiledModelPath)) ?? compiledModelPath };
    }
    case 'open': {
      const { openEngine } = await importEngine(request.moduleUrl);
      engine = await openEngine(request.compiledModelPath, request.options);
      return { kind: 'opened', operatorsOnCpu: engine.operatorsOnCpu ?? null };
    }
    case 'infer': {
      if (!engine) throw new Error('expected a request to open an engine, got a batch before it');
      const { bytes, batchSize, outputs: names, isAlone } = request;
      const infer = (isAlone && engine.inferAlone) || engine.infer;
      const before = process.cpuUsage();
      const outputs = await infer(readPixels(bytes), batchSize, names);
      const { user, system } = process.cpuUsage(before);
      const cpuMs = (user + system) / 1_000;
      return { kind: 'inferred', outputs, residentBytes: process.memoryUsage.rss(), cpuMs };
    }
  }
}

async function importEngine(moduleUrl: string): Promise<EngineModule> {
  // Each engine package promises that its module has this shape.
  return (await import(moduleUrl)) as EngineModule;
}
