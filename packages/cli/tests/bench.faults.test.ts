import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { childrenOf } from '../../engine/tests/processes.js';
import { runProgram } from './run-program.js';

it('measures the engine, the bare loop, a worker and a gateway that it starts, and ends them', async () => {
  const quick = ['--seconds', '10', '--warm-up', '0.1', '--clients', '2', '--batch', '1', '--json'];
  const before = childrenOf(process.pid);
  const { exitCode, output } = await runProgram(['bench', ...quick], { directory: tmpdir() });
  expect(exitCode).toBe(0);
  expect(childrenOf(process.pid)).toEqual(before);
  const { measurements } = JSON.parse(output) as { measurements: Record<string, unknown>[] };
  expect(measurements.map(({ target }) => target)).toEqual(['engine', 'bare', 'worker', 'gateway']);
  for (const { engine, imagesPerSecond } of measurements) {
    expect(engine).toBe('onnx');
    expect(imagesPerSecond).toBeGreaterThan(0);
  }
  for (const { result } of measurements.slice(2)) {
    expect(result).toMatchObject({ refused: {}, latency: { p50: expect.any(Number) } });
  }
});
