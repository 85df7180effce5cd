import { toSlcError } from '@slc/domain/light';
import { Command, CommanderError } from 'commander';
import { addBench } from './bench/bench.js';
import { addCalibrate } from './calibrate/calibrate.js';
import { addClassify } from './classify/classify.js';
import { addCompletion } from './completion/completion.js';
import { addDicom } from './dicom/dicom.js';
import { addDoctor } from './doctor/doctor.js';
import { addEvaluate } from './evaluate/evaluate.js';
import { faultText } from './fault-text.js';
import { openChoiceAdvice } from './manifest/manifest-advice.js';
import { addModel } from './model/model.js';
import { addQuantize } from './quantize/quantize.js';
import { EXIT, type Terminal } from './terminal.js';
import { adviseUsage } from './usage-advice.js';
import { readVersion } from './version.js';

const HELP = `
Examples:
  slc classify lesion.jpg
  slc classify --json photographs > answers.jsonl
  slc evaluate --model compact-lite0 --data labels.csv --images photographs
  slc model list

Each command has its own: slc classify --help`;

export function createProgram(terminal: Terminal) {
  let exitCode: number = EXIT.done;
  const setExitCode = (code: number) => {
    exitCode = code;
  };

  const program = new Command('slc')
    .description(
      'Classifies dermoscopic images into lesion classes. Research and education aid, not a medical device.',
    )
    .version(readVersion(), '--version')
    .exitOverride()
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.complain })
    .addHelpText('after', HELP);
  addCalibrate(program, terminal, setExitCode);
  addClassify(program, terminal, setExitCode);
  addDicom(program, terminal, setExitCode);
  addDoctor(program, terminal, setExitCode);
  addEvaluate(program, terminal, setExitCode);
  addModel(program, terminal);
  addQuantize(program, terminal, setExitCode);
  addBench(program, terminal);
  addCompletion(program, terminal);
  adviseUsage(program);

  return {
    /** @returns the exit code: 0 done, 1 failed on some input, 2 bad usage, 130 ended by Ctrl-C */
    async run(args: readonly string[]): Promise<number> {
      try {
        await program.parseAsync(args, { from: 'user' });
        return exitCode;
      } catch (thrown) {
        // Commander has already written what was wrong; and `--help` is not a fault.
        if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? EXIT.done : EXIT.badUsage;
        const error = toSlcError(thrown);
        const { code, openChoice } = error;
        terminal.complain(faultText(error, terminal.env ?? process.env));
        if (openChoice) terminal.complain(openChoiceAdvice(openChoice));
        if (code === 'cancelled') return EXIT.interrupted;
        return code === 'invalid_request' ? EXIT.badUsage : EXIT.failed;
      }
    },
  };
}
