#!/usr/bin/env node
import { allowHeapGrowth } from '@slc/runtime';
import { createProgram } from './program.js';

allowHeapGrowth();

// A reader such as `head` closes the pipe when it has enough: that ends the command without an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

process.exitCode = await createProgram({
  // npm runs scripts from the package's root; file names are relative to where it was called.
  directory: process.env.INIT_CWD ?? process.cwd(),
  isInteractive: process.stderr.isTTY === true,
  write: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
}).run(process.argv.slice(2));
