import { describe, expect, it } from 'vitest';
import { listGpuDevices } from './gpu-devices.js';

describe('the GPUs of a machine', () => {
  it('are those that the driver lists', async () => {
    const said = 'NVIDIA A10G, 535.183.01, 23028 MiB, 8.6\nTesla T4, 535.183.01, 15360 MiB, 7.5\n';
    expect(await listGpuDevices(async () => said)).toEqual({
      devices: [
        { name: 'NVIDIA A10G', driver: '535.183.01', memory: '23028 MiB', computeCapability: '8.6' },
        { name: 'Tesla T4', driver: '535.183.01', memory: '15360 MiB', computeCapability: '7.5' },
      ],
      problem: null,
    });
  });

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'there is no driver',
      () => Promise.reject(Object.assign(new Error('spawn nvidia-smi ENOENT'), { code: 'ENOENT' })),
      /no NVIDIA driver is visible/,
    ],
    [
      'the driver does not answer',
      () => Promise.reject(new Error('Command failed: nvidia-smi\nNVML: Driver/library version mismatch')),
      /^nvidia-smi: Command failed/,
    ],
    ['the driver shows none', () => Promise.resolve('\n'), /shows no GPU/],
  ])('are none, and why, where %s', async (_, run, problem) => {
    expect(await listGpuDevices(run)).toEqual({ devices: [], problem: expect.stringMatching(problem) });
  });
});
