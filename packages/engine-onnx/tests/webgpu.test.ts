import { probeEngine } from '@slc/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
// Engine processes import built code.
import { webgpuEngineModule } from '../dist/index.js';
import { compileToOnnx } from '../src/compile.js';
import { openSession } from '../src/open-session.js';
import { findDifferencesOn, ONNX_CASES } from './layers-on.js';
import { describeOnSoftwareGpu } from './software-gpu.js';

const probe = (env: NodeJS.ProcessEnv = {}) => {
  const saved = { ...process.env };
  Object.assign(process.env, env);
  return probeEngine({ moduleUrl: webgpuEngineModule, timeoutMs: 60_000 }).finally(() => {
    Object.assign(process.env, saved);
  });
};

describeOnSoftwareGpu('layers on WebGPU', () => {
  // While a session is open its device and its compiled shaders are kept, which is most of what a small network costs.
  let keeper: Awaited<ReturnType<typeof openSession>>;
  beforeAll(async () => {
    const [first] = ONNX_CASES;
    if (first) keeper = await openSession(Buffer.concat([...compileToOnnx(first.graph)]), 'webgpu', 1);
  });
  afterAll(() => keeper.close());

  it.each(ONNX_CASES)('$name', async ({ graph }) => {
    const { differences, operatorsOnCpu } = await findDifferencesOn('webgpu', graph);
    expect(differences).toEqual([]);
    // An image's bytes may be turned on the CPU, before they go to the GPU.
    expect(operatorsOnCpu?.filter((operator) => operator !== 'Transpose (1)')).toEqual([]);
  });
});

describeOnSoftwareGpu('asking for WebGPU', () => {
  it('gives the name of the device, and that it is software', async () => {
    expect(await probe()).toEqual({
      description: expect.stringMatching(
        /^onnxruntime 1\.\d+\.\d+, WebGPU on SwiftShader.*, which is software$/,
      ),
      isSoftware: true,
    });
  });

  it('says in one line what is missing where there is no driver', async () => {
    const words = await probe({ VK_ICD_FILENAMES: '/absent.json' }).catch(({ message }) => message);
    expect(words).toBe(
      "onnxruntime finds no device for WebGPU. It needs the Vulkan loader (Debian's package libvulkan1) and the GPU's Vulkan driver. It says: Failed to get a WebGPU adapter: No supported adapters",
    );
  });
});
