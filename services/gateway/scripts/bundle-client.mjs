#!/usr/bin/env node
// Bundles the pages' scripts from client/ into dist/client/, which the gateway serves.
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const gateway = fileURLToPath(new URL('..', import.meta.url));

await build({
  absWorkingDir: gateway,
  entryPoints: ['client/theme.ts', 'client/page.ts'],
  outdir: 'dist/client',
  bundle: true,
  format: 'iife',
  // Every browser that knows `light-dark()` in CSS knows ES2022.
  target: ['es2022'],
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
});
