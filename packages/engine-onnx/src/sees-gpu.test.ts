import { expect, it } from 'vitest';
import { type DeviceFiles, seesGpu } from './sees-gpu.js';
import { assertHasWebgpu, hasWebgpu } from './webgpu-platforms.js';

interface World {
  readonly platform?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly dev?: readonly string[];
  readonly dri?: readonly string[];
}

const see = ({ platform = 'linux', env = {}, dev = [], dri = [] }: World) => {
  const list: DeviceFiles['list'] = (folder) => (folder === '/dev' ? dev : dri);
  return seesGpu({ platform, env, list });
};

it.each<[string, World, boolean]>([
  ['a render node', { dri: ['by-path', 'card0', 'renderD128'] }, true],
  ['a screen alone, as a server’s management chip has one', { dri: ['card0'] }, false],
  ['NVIDIA’s devices', { dev: ['null', 'nvidia0', 'nvidiactl'] }, true],
  ['WSL’s device', { dev: ['dxg'] }, true],
  ['nothing', {}, false],
  ['nothing in a container that asks for NVIDIA’s GPUs', { env: { NVIDIA_VISIBLE_DEVICES: 'all' } }, true],
  ['nothing in a container that asks for none', { env: { NVIDIA_VISIBLE_DEVICES: 'void' } }, false],
  ['another system', { platform: 'darwin' }, true],
])('with %s, a GPU is expected: %o → %s', (_, world, expected) => {
  expect(see(world)).toBe(expected);
});

it('has no WebGPU on Linux on arm64, and says so in one line', () => {
  expect(hasWebgpu('linux arm64')).toBe(false);
  expect(() => assertHasWebgpu('linux arm64')).toThrow(
    /^onnxruntime has no WebGPU for linux arm64, only for linux x64, win32 x64, win32 arm64, darwin arm64$/,
  );
});
