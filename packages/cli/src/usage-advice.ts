import type { Command } from 'commander';

/** After a fault of usage each command names its own help; whatever ends a command begins with the program's name. */
export function adviseUsage(command: Command, path: string = command.name()): void {
  command.showHelpAfterError(`(see ${path} --help)`).configureOutput({
    outputError: (text, write) => write(text.replace(/^error:/, 'slc:')),
  });
  for (const own of command.commands) adviseUsage(own, `${path} ${own.name()}`);
}
