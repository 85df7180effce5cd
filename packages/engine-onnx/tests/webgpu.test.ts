import { type Engine, probeEngine } from '@slc/engine';
import { afterAll, beforeAll, expect, it } from 'vitest';
// Engine processes import built code.
import { webgpuEngineModule } from '../dist/index.js';
import { differencesOn, ONNX_CASES } from './layers-on.js';
import { openCompiled } from './open-compiled.js';
import { describeOnSoftwareGpu } from './software-gpu.js';

const probe = (env: NodeJS.ProcessEnv = {}) => {
  const saved = { ...process.env };
  Object.assign(process.env, env);
  return probeEngine({ moduleUrl: webgpuEngineModule, timeoutMs: 60_000 }).finally(() => {
    Object.assign(process.env, saved);
  });
};

/** Each window compiles shaders of its own, for half a second; one size of image has every kind of left-over pixels. */
const CASES = ONNX_CASES.filter(({ name }) => !/ on (6 x 11|8 x 7)$/.test(name));

describeOnSoftwareGpu('layers on WebGPU', () => {
  // While a session is open its device and its compiled shaders are kept, which is most of what a small network costs.
  let keeper: Engine;
  beforeAll(async () => {
    const [first] = ONNX_CASES;
    if (first) keeper = await openCompiled(first.graph, 'webgpu');
  });
  afterAll(() => keeper.close());

  it.each(CASES)('$name', async ({ graph }) => {
    const engine = await openCompiled(graph, 'webgpu');
    const operators = engine.operatorsOnCpu;
    expect(await differencesOn(engine, graph)).toEqual([]);
    // An image's bytes may be turned on the CPU, before they go to the GPU.
    expect(operators?.filter((operator) => operator !== 'Transpose (1)')).toEqual([]);
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
