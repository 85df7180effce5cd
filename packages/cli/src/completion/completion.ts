import { Argument, type Command } from 'commander';
import type { Terminal } from '../terminal.js';
import { commandWords } from './command-words.js';
import { SHELLS, type Shell, shellScript } from './shell-scripts.js';

const HELP = `
Where slc is npx slc, say so first: slc() { npx slc "$@"; }

Examples:
  eval "$(slc completion bash)"     # in ~/.bashrc
  eval "$(slc completion zsh)"      # in ~/.zshrc`;

/** Added last: it completes what is there by then. */
export function addCompletion(program: Command, terminal: Terminal): void {
  program
    .command('completion')
    .description('print a script with which a shell completes commands, options and files')
    .addArgument(new Argument('<shell>', 'the shell that is to complete').choices(SHELLS))
    .addHelpText('after', HELP)
    .action(async (shell: Shell) => {
      const { listModels } = await import('@slc/models');
      const ids = (await listModels()).map(({ manifest }) => manifest.id);
      terminal.write(shellScript(shell, commandWords(program, ids)));
    });
}
