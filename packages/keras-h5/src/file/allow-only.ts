import type * as h5wasm from 'h5wasm/node';

const allowedPaths = new WeakMap<object, Set<string>>();

/** ENOENT, in WebAssembly's system interface. */
const NO_SUCH_FILE = 44;

/**
 * Stops the HDF5 library from opening other files than the model, which links, external storage and views would turn
 * into weights. While a model is open, only its path may be opened, and the scratch file for the library's own errors.
 *
 * @returns the paths that may be opened; the caller deletes its own when it closes the file
 */
export function allowOnly(library: Awaited<typeof h5wasm.ready>, path: string): Set<string> {
  const { FS } = library;
  const paths = allowedPaths.get(FS) ?? new Set<string>();
  if (!allowedPaths.has(FS)) {
    allowedPaths.set(FS, paths);
    const open = FS.open;
    FS.open = (name, ...rest) => {
      const isGuarded = paths.size > 0 && typeof name === 'string';
      if (isGuarded && !paths.has(name) && !/^\/tmp\/tmpfile_[A-Za-z]{6}$/.test(name)) {
        throw Object.assign(new Error(`${name}: not the model`), { name: 'ErrnoError', errno: NO_SUCH_FILE });
      }
      return open.call(FS, name, ...rest);
    };
  }
  paths.add(path);
  return paths;
}
