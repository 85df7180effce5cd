#!/usr/bin/env node
import type { WriteStream } from 'node:tty';
import { allowHeapGrowth } from '@slc/runtime/light';
import { askPerson } from './ask-person.js';
import { readAtMost } from './own-images.js';
import { createProgram } from './program.js';
import { safeText } from './safe-text.js';
import { EXIT, type Screen } from './terminal.js';

allowHeapGrowth();

// A reader such as `head` closes the pipe when it has enough: that ends the command without an error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit();
    // Such as a full disk.
    process.exitCode = EXIT.failed;
    if (stream !== process.stderr) process.stderr.write(`slc: standard output: ${error.message}\n`);
    process.exit();
  });
}

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

/** Without a size, as wide as terminals once were. `NO_COLOR` and `TERM=dumb` are in `hasColors`. */
function screenOf(stream: WriteStream): Screen {
  return {
    get columns() {
      return stream.columns || 80;
    },
    hasColour: stream.hasColors(),
  };
}

process.exitCode = await createProgram({
  // npm runs scripts from the package's root; file names are relative to where it was called.
  directory: process.env.INIT_CWD ?? process.cwd(),
  isInteractive: process.stderr.isTTY === true,
  ...(process.stdin.isTTY && process.stderr.isTTY && { ask: askPerson }),
  ...(!process.stdin.isTTY && { readInput: (signal) => readAtMost(process.stdin, signal) }),
  ...(process.stdout.isTTY && { screen: screenOf(process.stdout) }),
  onInterrupt,
  // Where it is no terminal, results are data, and stay as they are.
  write: (text) => process.stdout.write(process.stdout.isTTY ? safeText(text) : text),
  complain: (text) => process.stderr.write(safeText(text)),
}).run(process.argv.slice(2));
