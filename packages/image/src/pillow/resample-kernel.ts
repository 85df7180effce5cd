/** What resample-kernel.wat exports; it documents each function. */
export interface ResampleKernel {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  /** Pointers into the memory and lengths, in bytes; "pairs" is a count. */
  alongRow(source: number, target: number, taps: number, tapsEnd: number, weights: number): void;
  acrossRows(source: number, rowBytes: number, pairs: number, weights: number, target: number): void;
}

/** @returns undefined when the processor has no 128-bit instructions */
export function loadKernel(): ResampleKernel | undefined {
  const bytes = Buffer.from(KERNEL, 'base64');
  if (!WebAssembly.validate(bytes)) return undefined;
  // The source names these exports.
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as ResampleKernel;
}

/** The part that is used here. TypeScript has types for it only in its DOM library. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};

/** The module in base64, written by scripts/compile-kernel.mjs. */
const KERNEL =
  'AGFzbQEAAAABCQFgBX9/f39/AAMDAgAABQMBAAEHIgMGbWVtb3J5AgAIYWxvbmdSb3cAAAphY3Jvc3NSb3dzAAEK7wUCswICAn8F' +
  'ewNAIAAgAigCAGohBSACKAIEIQb9DAAAAAAAAAAAAAAAAAAAAAAhB/0MAAAgAAAAIAAAACAAAAAgACEIA0AgBf0AAAAhCSAJ/QwA' +
  'AAAAAAAAAAAAAAAAAAAA/Q0AEAMQARAEEAIQBRAQEBAQIQogCf0MAAAAAAAAAAAAAAAAAAAAAP0NBhAJEAcQChAIEAsQEBAQECEL' +
  'IAcgCiAE/QAEAP26ASALIAT9AAQQ/boB/a4B/a4BIQcgCCAKIAT9AAQg/boBIAsgBP0ABDD9ugH9rgH9rgEhCCAFQQxqIQUgBEHA' +
  'AGohBCAGQQFrIgYNAAsgB0EL/asBIAj9rgFBFv2sASEHIAcgB/2FASEHIAEgByAH/Wb9WgAAACABQQNqIQEgAkEIaiECIAIgA0kN' +
  'AAsLtwMCBH8OewNAIAAgBWohBiADIQcgAiEI/QwAAAAAAAAAAAAAAAAAAAAAIQ8gDyEQIA8hESAPIRL9DAAAIAAAACAAAAAgAAAA' +
  'IAAhEyATIRQgEyEVIBMhFgNAIAb9AAAAIQkgBiABav0AAAAhCiAJIAr9DQAQARECEgMTBBQFFQYWBxchCyAJIAr9DQgYCRkKGgsb' +
  'DBwNHQ4eDx8hDCAH/QAEACENIAf9AAQQIQ4gC/2JASEJIA8gCSAN/boB/a4BIQ8gEyAJIA79ugH9rgEhEyAL/YoBIQkgECAJIA39' +
  'ugH9rgEhECAUIAkgDv26Af2uASEUIAz9iQEhCSARIAkgDf26Af2uASERIBUgCSAO/boB/a4BIRUgDP2KASEJIBIgCSAN/boB/a4B' +
  'IRIgFiAJIA79ugH9rgEhFiAGIAFBAXRqIQYgB0EgaiEHIAhBAWsiCA0ACyAEIAVqIA9BC/2rASAT/a4BQRb9rAEgEEEL/asBIBT9' +
  'rgFBFv2sAf2FASARQQv9qwEgFf2uAUEW/awBIBJBC/2rASAW/a4BQRb9rAH9hQH9Zv0LAAAgBUEQaiEFIAUgAUkNAAsL';
