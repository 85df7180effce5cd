#!/usr/bin/env node
import { allowHeapGrowth } from '@slc/runtime';
import { askPerson } from './ask-person.js';
import { createProgram } from './program.js';
import { EXIT } from './terminal.js';

allowHeapGrowth();

// A reader such as `head` closes the pipe when it has enough: that ends the command without an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
});

/** Ctrl-C, and what a container or a scheduler sends. */
const SIGNALS = ['SIGINT', 'SIGTERM'] as const;

/** How long a command may take to end after Ctrl-C. */
const MOST_ENDING_MS = 1_800;

function onInterrupt(listener: () => void): () => void {
  const onSignal = () => {
    listener();
    // npm forwards a Ctrl-C that this process already has: both are the same request.
    setTimeout(() => process.exit(EXIT.interrupted), MOST_ENDING_MS).unref();
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}

process.exitCode = await createProgram({
  // npm runs scripts from the package's root; file names are relative to where it was called.
  directory: process.env.INIT_CWD ?? process.cwd(),
  isInteractive: process.stderr.isTTY === true,
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask: askPerson }),
  onInterrupt,
  write: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
}).run(process.argv.slice(2));
