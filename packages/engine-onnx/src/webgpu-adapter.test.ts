import { describe, expect, it } from 'vitest';
import { adapterOf } from './webgpu-adapter.js';

const using = (name: string) => `DRIVER:          Using "${name}" with driver: "/usr/lib/driver.so"\n\n`;

describe('the device that computed', () => {
  it.each([
    ['NVIDIA H200', false],
    ['AMD Radeon RX 7900 XTX (RADV NAVI31)', false],
    ['Intel(R) Arc(tm) A770 Graphics (DG2)', false],
    ['SwiftShader Device (Subzero)', true],
    ['llvmpipe (LLVM 15.0.6, 256 bits)', true],
  ])('is %s', (name, isSoftware) => {
    expect(adapterOf(`DRIVER: Found ICD manifest file\n${using(name)}`)).toEqual({ name, isSoftware });
  });

  it('is the one that was opened last', () => {
    expect(adapterOf(using('llvmpipe') + using('NVIDIA T4'))).toEqual({
      name: 'NVIDIA T4',
      isSoftware: false,
    });
  });

  it('has no name where no Vulkan loader says it', () => {
    expect(adapterOf('')).toEqual({ name: null, isSoftware: false });
  });
});
