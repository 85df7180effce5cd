import { compileToOnnx } from './compile.js';
import { type ExecutionProvider, openSession } from './open-session.js';

/** Runs a small network on the provider. @throws Error in onnxruntime's words when that fails */
export async function proveThatItComputes(provider: ExecutionProvider): Promise<void> {
  const [scale, offset] = [Float32Array.of(2), Float32Array.of(0)];
  const doubled = compileToOnnx({
    layers: [
      { kind: 'input', name: 'image', inputs: [], shape: [1, 1, 1] },
      { kind: 'reduce', name: 'mean', inputs: ['image'], operation: 'mean', axes: [0, 1], keepDims: false },
      { kind: 'affine', name: 'doubled', inputs: ['mean'], scale, offset },
    ],
    outputs: { logits: 'doubled' },
  });
  const files = { network: Buffer.concat([...doubled]), maps: null };
  const engine = await openSession(files, { provider, threads: 1 });
  try {
    const { logits } = await engine.infer(Uint8Array.of(21), 1, ['logits']);
    const value = logits?.[0];
    if (value !== 42) throw new Error(`expected twice 21 from onnxruntime, got ${value}`);
  } finally {
    await engine.close();
  }
}
