import { instantiate } from '../wasm-module.js';

/** What resample-kernel.wat exports; it documents each function. */
export interface ResampleKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Pointers into the memory and lengths, in bytes; "pairs" is a count. */
  alongRow(source: number, target: number, taps: number, tapsEnd: number, weights: number): void;
  acrossRows(source: number, rowBytes: number, pairs: number, weights: number, target: number): void;
}

/** @returns undefined when the processor has no 128-bit instructions */
export function loadKernel(): ResampleKernel | undefined {
  return instantiate<ResampleKernel>(KERNEL);
}

/** The module in base64, written by scripts/compile-kernel.mjs. */
const KERNEL =
  'AGFzbQEAAAABCQFgBX9/f39/AAMDAgAABQMBAAEHIgMGbWVtb3J5AgAIYWxvbmdSb3cAAAphY3Jvc3NSb3dzAAEKzwUCkwICAn8F' +
  'ewNAIAAgAigCAGohBSACKAIEIQb9DAAAAAAAAAAAAAAAAAAAAAAhB/0MAAAgAAAAIAAAACAAAAAgACEIA0AgBf0AAAAhCSAJ/QwA' +
  'gAOAAYAEgAKABYCAgICA/Q4hCiAJ/QwGgAmAB4AKgAiAC4CAgICA/Q4hCyAHIAogBP0ABAD9ugEgCyAE/QAEEP26Af2uAf2uASEH' +
  'IAggCiAE/QAEIP26ASALIAT9AAQw/boB/a4B/a4BIQggBUEMaiEFIARBwABqIQQgBkEBayIGDQALIAdBC/2rASAI/a4BQRb9rAEh' +
  'ByAHIAf9hQEhByABIAcgB/1m/VoAAAAgAUEDaiEBIAJBCGohAiACIANJDQALC7cDAgR/DnsDQCAAIAVqIQYgAyEHIAIhCP0MAAAA' +
  'AAAAAAAAAAAAAAAAACEPIA8hECAPIREgDyES/QwAACAAAAAgAAAAIAAAACAAIRMgEyEUIBMhFSATIRYDQCAG/QAAACEJIAYgAWr9' +
  'AAAAIQogCSAK/Q0AEAERAhIDEwQUBRUGFgcXIQsgCSAK/Q0IGAkZChoLGwwcDR0OHg8fIQwgB/0ABAAhDSAH/QAEECEOIAv9iQEh' +
  'CSAPIAkgDf26Af2uASEPIBMgCSAO/boB/a4BIRMgC/2KASEJIBAgCSAN/boB/a4BIRAgFCAJIA79ugH9rgEhFCAM/YkBIQkgESAJ' +
  'IA39ugH9rgEhESAVIAkgDv26Af2uASEVIAz9igEhCSASIAkgDf26Af2uASESIBYgCSAO/boB/a4BIRYgBiABQQF0aiEGIAdBIGoh' +
  'ByAIQQFrIggNAAsgBCAFaiAPQQv9qwEgE/2uAUEW/awBIBBBC/2rASAU/a4BQRb9rAH9hQEgEUEL/asBIBX9rgFBFv2sASASQQv9' +
  'qwEgFv2uAUEW/awB/YUB/Wb9CwAAIAVBEGohBSAFIAFJDQALCw==';
