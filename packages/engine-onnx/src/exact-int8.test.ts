import { describe, expect, it } from 'vitest';
import { exactInt8 } from './exact-int8.js';
import { processorFeatures } from './processor-features.js';

describe('int8 that is exact on every processor', () => {
  const slow = { x64quantprecision: '1' };

  it.each([
    ['x86 with AVX2 alone', 'x64', 'flags\t\t: fpu avx2 avx512f', slow],
    ['x86 of which nothing is known', 'x64', '', slow],
    ['x86 with AVX-512 VNNI', 'x64', 'processor : 0\nflags\t\t: fpu avx512_vnni avx2\n', {}],
    ['x86 with AVX VNNI', 'x64', 'flags : avx2 avx_vnni', {}],
    ['ARM', 'arm64', 'Features\t: fp asimd asimddp', {}],
  ])('on %s', (_, architecture, cpuinfo, expected) => {
    expect(
      exactInt8(
        architecture,
        processorFeatures(() => cpuinfo),
      ),
    ).toEqual(expected);
  });
});
