import type { Command } from 'commander';
import { addBareFileOptions } from '../bare-file-options.js';
import { engineOption } from '../engine-option.js';
import { precisionOption } from '../precision-option.js';
import { EXIT, type Terminal } from '../terminal.js';
import type { DoctorOptions } from './diagnose.js';

const HELP = `
Examples:
  slc doctor
  slc doctor --model my-model/manifest.json --engine onnx --json`;

export function addDoctor(program: Command, terminal: Terminal, setExitCode: (code: number) => void): void {
  const command = program
    .command('doctor')
    .description(
      'check this machine: GPU, driver, engines, model, and whether the engine agrees with the CPU',
    )
    .option('--model <model>', 'as for classify; it is not fetched');
  addBareFileOptions(command)
    .addOption(engineOption())
    .addOption(precisionOption())
    .option('--json', 'write one JSON object')
    .addHelpText('after', HELP)
    .action(async ({ json, ...options }: DoctorOptions & { readonly json?: boolean }) => {
      const [{ diagnose }, { diagnosisText }] = await Promise.all([
        import('./diagnose.js'),
        import('./diagnosis-text.js'),
      ]);
      const diagnosis = await diagnose(options, terminal);
      if (diagnosis.problems.length > 0) setExitCode(EXIT.failed);
      terminal.write(`${json ? JSON.stringify(diagnosis) : diagnosisText(diagnosis)}\n`);
    });
}
