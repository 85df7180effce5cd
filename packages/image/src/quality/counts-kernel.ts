import { instantiate } from '../wasm-module.js';

/** What counts-kernel.wat exports; it documents each function. */
export interface CountsKernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  /** Pointers into the memory, in bytes; `side` in pixels, `white` in thousandths of luma. */
  lumaSums(pixels: number, side: number, white: number, quarters: number, sums: number): void;
  // Its parameters are those of the source.
  countDetail(
    samples: number,
    side: number,
    black: number,
    white: number,
    binsOfSample: number,
    lastBin: number,
    histogram: number,
    sums: number,
  ): void;
}

/** @returns undefined when the processor has no 128-bit instructions */
export function loadCountsKernel(): CountsKernel | undefined {
  return instantiate<CountsKernel>(KERNEL);
}

/** The module in base64, written by scripts/compile-kernel.mjs. */
const KERNEL =
  'AGFzbQEAAAABGQNgBX9/f39/AGABewF+YAh/f39/fH9/fwADBAMAAQIFAwEABgcjAwZtZW1vcnkCAAhsdW1hU3VtcwAAC2NvdW50' +
  'RGV0YWlsAAIKmgUDogMCA38HewNAQQAhBiADIAVBAXYgAUEBdGxqIQcDQCAA/QAAAP0MAAECAwQFBgcICQoLgICAgP0OIQggCP0M' +
  'AIABgAOABIAGgAeACYAKgP0O/QwrAUsCKwFLAisBSwIrAUsC/boBIAj9DAKAgIAFgICACICAgAuAgID9Dv0McgAAAHIAAAByAAAA' +
  'cgAAAP26Af2uASEJIAsgCf3JASAJ/coB/c4B/c4BIQsgDCAJIAn93gEgCSAJ/d8B/c4B/c4BIQwgDSAJIAL9Ef0//bEBIQ0gCP0M' +
  'AQIABAUDBwgGCgsJgICAgP0OIQogDiAIIAr9cyAKIAj9c/1Q/X39f/2uASEOIAn9DAABAgMICQoLgICAgICAgID9DiAJ/QwEBQYH' +
  'DA0OD4CAgICAgICA/Q79rgEhCSAHIAkgB/1dAgD9rgH9WwIAACAHQQhqIQcgAEEMaiEAIAZBBGohBiAGIAFJDQALIAVBAWohBSAF' +
  'IAFJDQALIAQgC/0dACAL/R0BfDcDACAEIAz9HQAgDP0dAXw3AwggBCANEAE3AxAgBCAOEAE3AxgLHgEBeyAA/ckBIAD9ygH9zgEh' +
  'ASAB/R0AIAH9HQF8C9QBAgZ/An4gAUECdCEIQQEhCQNAIABBBGogCSAIbGohCiAKIAhBCGtqIQsDQCAKKAIAIQwgDCACSiAMIANI' +
  'cQRAIApBBGsoAgAgCigCBGogCiAIaygCACAKIAhqKAIAamogDEECdGshDSANt5kgBKKqIQ0gDSAFIA0gBUgbIQ0gBiANQQF0aiEN' +
  'IA0gDS8BAEEBajsBACAOQgF8IQ4gDyAMrHwhDwsgCkEEaiEKIAogC0kNAAsgCUEBaiEJIAkgAUEBa0kNAAsgByAONwMAIAcgDzcD' +
  'CAs=';
