import { inspectModel, listModels, type ModelInspection, resolveModel } from '@slc/classifier';
import type { Command } from 'commander';
import type { Terminal } from './terminal.js';

export function addModel(program: Command, terminal: Terminal): void {
  const model = program.command('model').description('list and inspect models');

  model
    .command('list')
    .description('the models that come with the product')
    .option('--json', 'as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const manifests = (await listModels()).map(({ manifest }) => manifest);
      const lines = manifests.map(({ id, name, licence }) => `${id}  ${name}, ${licence.spdx}`);
      terminal.write(`${json ? JSON.stringify(manifests) : lines.join('\n')}\n`);
    });

  model
    .command('inspect')
    .description('what a model file holds: input, layers, parameters, classes')
    .argument('<model>', 'manifest id, path of a manifest (.json) or of a model file (.h5)')
    .option('--json', 'as JSON')
    .action(async (name: string, { json }: { json?: boolean }) => {
      const inspection = await inspectModel(await resolveModel(name, terminal.directory));
      terminal.write(`${json ? JSON.stringify(inspection) : asText(inspection)}\n`);
    });
}

function asText({
  manifest,
  sha256,
  input,
  layers,
  parameters,
  outputClasses,
  finalActivation,
}: ModelInspection) {
  const kinds = Object.entries(layers).map(([kind, count]) => `  ${String(count).padStart(5)}  ${kind}`);
  return [
    `${manifest.id}: ${manifest.name}`,
    `sha256       ${sha256}`,
    `input        ${input.height} x ${input.width} x ${input.channels}`,
    `classes      ${outputClasses}, after ${finalActivation}`,
    `parameters   ${parameters.toLocaleString('en')}`,
    'layers',
    ...kinds,
  ].join('\n');
}
