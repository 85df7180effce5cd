import { modelName } from '../model-name.js';
import type { Diagnosis } from './diagnose.js';
import { BATCH_SIZE, type ServingTrial } from './serving-trial.js';

export function diagnosisText(diagnosis: Diagnosis): string {
  const { machine, settingsProblems, gpu, engines, serving, problems } = diagnosis;
  const { node, platform, cores, memoryBytes } = machine;
  const faulty = settingsProblems.length;
  const rows = [
    ['machine', `Node ${node}, ${platform}, ${cores} cores, ${Math.round(memoryBytes / 2 ** 20)} MiB`],
    ['settings', faulty === 0 ? 'can be used' : `${faulty} cannot be used`],
    ...gpu.devices.map(({ name, driver, memory, computeCapability }) => [
      'device',
      `${name}, driver ${driver}, ${memory}, compute ${computeCapability}`,
    ]),
    ...(gpu.problem === null ? [] : [['device', gpu.problem]]),
    ...engines.map(({ name, isInstalled, device, problem }) => [
      name,
      device ?? (isInstalled ? `does not work: ${problem}` : 'not installed'),
    ]),
    ...(serving ? servingRows(serving) : []),
    ...problems.map((problem) => ['problem', problem]),
  ];
  const conclusion = problems.length === 0 ? 'all is well' : `${problems.length} to put right`;
  return [...rows.map(([name = '', text]) => `${name.padEnd(12)} ${text}`), conclusion].join('\n');
}

function servingRows({ model, engine, reason, parity, timingsMs }: ServingTrial): string[][] {
  return [
    ['model', `${modelName(model)}, ${model.sha256}`],
    ['picked', `${engine}: ${reason}`],
    [
      'parity',
      parity === null
        ? 'not measured: the other engines are compared with this one'
        : `|logit difference| to the CPU ${parity.toExponential(1)}, alone and in batches of ${BATCH_SIZE}`,
    ],
    ['one image', `decode ${timingsMs.decode} ms, inference ${timingsMs.inference} ms (medians)`],
  ];
}
