import { totalmem } from 'node:os';
import {
  availableCores,
  ENGINES,
  type EngineChoice,
  examineEngines,
  isInt8AsMeasured,
  logitTolerance,
} from '@slc/classifier';
import { type Precision, toSlcError } from '@slc/domain';
import type { BareFileOptions } from '../bare-file-options.js';
import { warnOfModel } from '../measured-text.js';
import { defaultModelName, modelOnThisMachine, obtainDefaultModel } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import { listGpuDevices } from './gpu-devices.js';
import { type ServingTrial, tryServing } from './serving-trial.js';

export interface DoctorOptions extends BareFileOptions {
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly precision: Precision;
}

/** What `slc doctor --json` writes. */
export type Diagnosis = Awaited<ReturnType<typeof diagnose>>;

export async function diagnose({ model, engine, precision, ...said }: DoctorOptions, terminal: Terminal) {
  const gpu = await listGpuDevices();
  const engines = await examineEngines();
  const { env = process.env } = terminal;
  const { readWorkerSettings } = await import('@slc/worker');
  const { problems: settingsProblems } = readWorkerSettings(env);
  const problems = [...settingsProblems];
  for (const { name, problem, isExpected } of engines) {
    if (problem !== null && isExpected) problems.push(`${name}: ${problem}`);
  }
  const isGpuUsed = engines.some(
    ({ name, device, isSoftware }) => ENGINES[name].device === 'gpu' && device !== null && !isSoftware,
  );
  if (gpu.devices.length > 0 && !isGpuUsed) problems.push('there is a GPU, and no engine that uses it');

  let serving: ServingTrial | null = null;
  try {
    const resolved =
      model === undefined
        ? await obtainDefaultModel(terminal, said)
        : await modelOnThisMachine(model, terminal, said);
    if (!isRefusedBySettings({ engine, precision }, env)) {
      const { manifest, ...trial } = await tryServing(resolved, { engine, precision });
      const isAsMeasured = await isInt8AsMeasured(resolved);
      warnOfModel({ manifest, isAsMeasured }, model ?? defaultModelName(terminal), terminal);
      serving = trial;
    }
    if (serving && !serving.agreesWithCpu) {
      const expected = `expected the CPU's logits within ${logitTolerance(precision)}`;
      problems.push(`${serving.engine}: ${expected}, they differ by ${serving.parity}`);
    }
  } catch (thrown) {
    const { code, message } = toSlcError(thrown);
    // What is said of the model does not fit it: that is the command's fault, not the machine's.
    if (code === 'invalid_request' && (said.labels || said.scaling)) throw thrown;
    problems.push(message);
  }

  return {
    machine: {
      node: process.version,
      platform: `${process.platform} ${process.arch}`,
      cores: availableCores(),
      // A container's control group may leave less than the machine has. Without a limit some kernels say 2^64.
      memoryBytes: Math.min(process.constrainedMemory() || Number.POSITIVE_INFINITY, totalmem()),
    },
    /** Settings in the environment that a worker would refuse. */
    settingsProblems,
    gpu,
    engines,
    /** The model on the engine that a worker would pick; null when it cannot be opened. */
    serving,
    /** What has to be put right; empty when all is well. */
    problems,
  };
}

/** Whether the problems of the settings say already that this engine does not compute at this precision. */
function isRefusedBySettings(
  { engine, precision }: Pick<DoctorOptions, 'engine' | 'precision'>,
  { ENGINE, PRECISION }: NodeJS.ProcessEnv,
): boolean {
  if (engine === 'auto' || ENGINES[engine].precisions.includes(precision)) return false;
  return ENGINE?.trim() === engine && PRECISION?.trim() === precision;
}
