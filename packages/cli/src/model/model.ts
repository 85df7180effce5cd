import type { Command } from 'commander';
import { addBareFileOptions, type BareFileOptions } from '../bare-file-options.js';
import { addManifest } from '../manifest/manifest.js';
import { MODEL_HELP } from '../model-option.js';
import type { Terminal } from '../terminal.js';

interface Options {
  readonly json?: boolean;
}

/** What a command writes: with `--json` the value, else the text. */
export interface Written {
  readonly value: unknown;
  readonly text: string;
}

const HELP = {
  model: `
Examples:
  slc model list
  slc model inspect my-model.keras
  slc model manifest my-model.h5 --labels ham10000-28x28 --scaling unit --out my-model.json`,
  list: `
Examples:
  slc model list
  slc model list --json`,
  pull: `
Examples:
  slc model pull efficientnetv2s-ham10000
  HF_ENDPOINT=https://a-mirror.example slc model pull my-model/manifest.json`,
  verify: `
Examples:
  slc model verify compact-lite0
  slc model verify calibrated/manifest.json --json`,
  inspect: `
Where the file is not here the command says how to fetch it.

Examples:
  slc model inspect compact-lite0
  slc model inspect my-model.keras --labels benign-malignant --json`,
} as const;

export function addModel(program: Command, terminal: Terminal): void {
  const model = program
    .command('model')
    .description('list, fetch, verify, inspect and describe models')
    .addHelpText('after', HELP.model);
  const write = ({ json }: Options, { value, text }: Written) =>
    terminal.write(`${json ? JSON.stringify(value) : text}\n`);

  model
    .command('list')
    .description('list the models of this product, and whether their files are on this machine')
    .option('--json', 'write JSON: the manifests, each with isAvailable and weightsPath')
    .addHelpText('after', HELP.list)
    .action(async (options: Options) => {
      const { list } = await import('./list-command.js');
      write(options, await list(terminal));
    });

  model
    .command('pull')
    .description('fetch a model from the Hub into the cache; an interrupted download continues')
    .argument('<model>', MODEL_HELP)
    .option('--json', 'write JSON')
    .addHelpText('after', HELP.pull)
    .action(async (name: string, options: Options) => {
      const { pull } = await import('./pull-command.js');
      write(options, await pull(name, terminal));
    });

  model
    .command('verify')
    .description(
      'check a model’s files against its manifest: size, sha256, parameters, self-test; nothing is fetched',
    )
    .argument('<model>', MODEL_HELP)
    .option('--json', 'write JSON')
    .addHelpText('after', HELP.verify)
    .action(async (name: string, options: Options) => {
      const { verify } = await import('./verify-command.js');
      write(options, await verify(name, terminal));
    });

  const inspect = model
    .command('inspect')
    .description('show a model file’s input, layers, parameters and classes; nothing is fetched')
    .argument('<model>', MODEL_HELP);
  addBareFileOptions(inspect)
    .option('--json', 'write JSON')
    .addHelpText('after', HELP.inspect)
    .action(async (name: string, options: Options & BareFileOptions) => {
      const { inspect } = await import('./inspect-command.js');
      write(options, await inspect(name, options, terminal));
    });

  addManifest(model, terminal);
}
