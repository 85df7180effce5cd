#!/usr/bin/env node
// Bundles what the short-lived processes run into dist/children/: of their time most would go to finding and linking 370 small modules.
import { readFileSync, rmSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const folder = fileURLToPath(new URL('..', import.meta.url));
const outdir = join(folder, 'dist/children');

// Parts are named by what they hold: those of an earlier build would stay.
rmSync(outdir, { force: true, recursive: true });
await build({
  absWorkingDir: folder,
  entryPoints: ['compile-child', 'onnx/locations-child', 'quantise/measure-child'].map(
    (name) => `dist/${name}.js`,
  ),
  outdir,
  entryNames: '[name]',
  bundle: true,
  // What only one kind of file needs is loaded for it alone.
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: ['node20'],
  // CommonJS libraries ask for Node's own modules with it.
  banner: {
    js: "import { createRequire } from 'node:module';\nconst require = createRequire(import.meta.url);",
  },
  // h5wasm holds its binary as text of two-byte characters.
  charset: 'utf8',
  legalComments: 'none',
  logLevel: 'warning',
  plugins: [{ name: 'own-addresses', setup: keepOwnAddresses }],
});

/** A module that names files beside itself still finds them there. All parts lie in one folder. */
function keepOwnAddresses({ onLoad }) {
  onLoad({ filter: /\/packages\/[^/]+\/dist\/.*\.js$/ }, ({ path }) => {
    const address = relative(outdir, path).split(sep).join('/');
    const own = `new URL(${JSON.stringify(address)}, import.meta.url).href`;
    return { contents: readFileSync(path, 'utf8').replaceAll('import.meta.url', own) };
  });
}
