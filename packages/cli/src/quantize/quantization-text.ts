import type { Estimate } from '@slc/domain';
import { faultLines, modelLine, signedEstimate } from '../text-parts.js';
import type { Quantization } from './quantization-summary.js';

export function quantizationText(quantization: Quantization): string {
  const { model, engine, temperature, images, groups, failed, leftOut, layers, ranges } = quantization;
  const counts = `${images} in ${groups} groups, ${failed.length} failed, ${leftOut.length} left out`;
  const rows: [string, string][] = [
    ['model', modelLine({ model, temperature: temperature.float32, engine })],
    ['images', counts],
    ['ranges', `${ranges.method}; divergence from float32 ${ranges.divergence.toPrecision(3)} nats`],
    ['layers', layersText(layers)],
    ...lossRows(quantization),
    ['fitted at int8', fittedText(quantization)],
    ['manifest', quantization.manifest],
  ];
  return [
    ...rows.map(([name, text]) => `${name.padEnd(18)} ${text}`),
    '',
    'The differences are int8 minus float32 on the same images; in brackets 95 % intervals: bootstrap over groups, the same draws',
    'for both.',
    ...faultLines('failed', failed),
    ...faultLines('left out', leftOut),
  ].join('\n');
}

function layersText({ int8, float }: Quantization['layers']): string {
  return `${int8} in int8, ${float.length} stay float${float.length > 0 ? `: ${float.join(', ')}` : ''}`;
}

function lossRows({ loss }: Quantization): [string, string][] {
  const { accuracy, balancedAccuracy, agreement, nll, ece, malignantRocAuc } = loss;
  const { value, low, high } = agreement;
  return [
    ['same top class', `${value.toFixed(4)} (${low.toFixed(4)} to ${high.toFixed(4)})`],
    ...difference('accuracy', risen(accuracy)),
    ...difference('balanced accuracy', risen(balancedAccuracy)),
    ...difference('NLL', nll),
    ...difference('ECE', ece),
    ...difference('malignant ROC AUC', risen(malignantRocAuc)),
  ];
}

/** No row for what cannot be measured without labels. */
function difference(name: string, figure: Estimate | null): [string, string][] {
  return figure ? [[name, signedEstimate(figure, 4)]] : [];
}

/** A fall as a difference. */
function risen(fall: Estimate | null): Estimate | null {
  return fall && { value: -fall.value, low: -fall.high, high: -fall.low };
}

function fittedText({ fitted, notFitted, temperature }: Quantization): string {
  if (notFitted !== null) return `nothing, float32’s are kept. ${notFitted}`;
  return `${fitted.join(', ')}; T = ${temperature.int8}`;
}
