import { type Command, InvalidArgumentError } from 'commander';
import { addBareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { DEFAULT_MAX_LOSS } from '../given-command.js';
import { interruptible } from '../interruptible.js';
import { MODEL_HELP } from '../model-option.js';
import { EXIT, type Terminal } from '../terminal.js';
import type { QuantizeOptions } from './quantize-and-write.js';

interface Options extends QuantizeOptions {
  readonly json?: boolean;
}

const HELP = `
Measures on 32 images or more which values each layer gives and which layers int8 harms most, writes a manifest with which the
model can be served at int8, and says what that costs: on labelled images the falls of accuracy and balanced accuracy, on a
folder of images without classes the share of top classes that change. Where the larger is above --max-loss nothing is written.

D is read as by slc evaluate. With 100 labelled images, some of each class, temperature, prediction sets and outlier limits are
fitted to int8's answers too. DIR gets manifest.json, which serves both precisions, and the model's outliers.bin; the weights
stay where they are. Repeated, the command gives the same files, byte for byte.

Examples:
  slc quantize --model compact-lite0 --data labels.csv --images photographs --out quantized
  slc quantize --model my-model/manifest.json --data photographs --out my-model --max-loss 0.01 --json
  PRECISION=int8 MODEL=quantized/manifest.json npm start`;

export function addQuantize(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const command = program
    .command('quantize')
    .description('measure what a model needs to be served at int8, and what it loses by that')
    .requiredOption('--model <M>', MODEL_HELP);
  addBareFileOptions(command)
    .requiredOption('--data <D>', 'table or folder of images, with or without classes')
    .requiredOption('--out <folder>', 'folder for the new manifest')
    .option('--images <folder>', 'where images are looked for first')
    .option('--group-by <column>', 'column of the lesion or patient (default: lesion_id, else patient_id)')
    .option('--max-loss <share>', 'write nothing where int8 loses more', lossArgument, DEFAULT_MAX_LOSS)
    .option('--name <text>', 'what the manifest calls the data (default: the name of its table or folder)')
    .addOption(engineOption())
    .option('--json', 'write one JSON object')
    .addHelpText('after', HELP)
    .action(async (options: Options) => {
      const [{ quantize }, { quantizationText }] = await Promise.all([
        import('./quantize-and-write.js'),
        import('./quantization-text.js'),
      ]);
      const quantization = await interruptible(terminal, (signal) => quantize(options, signal, terminal));
      if (quantization.failed.some(({ code }) => code !== 'not_found')) setExitCode(EXIT.failed);
      terminal.write(`${options.json ? JSON.stringify(quantization) : quantizationText(quantization)}\n`);
    });
}

function lossArgument(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !(value >= 0 && value <= 1)) {
    throw new InvalidArgumentError(`expected a share from 0 to 1, such as ${DEFAULT_MAX_LOSS}, got ${text}`);
  }
  return value;
}
