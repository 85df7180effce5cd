/**
 * Makes an instance of a WebAssembly module without imports.
 *
 * @typeParam Exports what the module's source exports
 * @param base64 the module
 * @returns undefined when the processor lacks instructions that the module has
 */
export function instantiate<Exports>(base64: string): Exports | undefined {
  const bytes = Buffer.from(base64, 'base64');
  if (!WebAssembly.validate(bytes)) return undefined;
  // The caller names what the source exports.
  return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports as Exports;
}

/** The part that is used here. TypeScript has types for it only in its DOM library. */
declare const WebAssembly: {
  validate(bytes: Uint8Array): boolean;
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => { readonly exports: unknown };
};
