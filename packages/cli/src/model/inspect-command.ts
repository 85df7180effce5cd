import { inspectModel, type ModelInspection } from '@slc/classifier';
import { encodeManifest, type ModelManifest } from '@slc/domain';
import type { BareFileOptions } from '../bare-file-options.js';
import { labelsText, scalingText, warnOfGuesses } from '../guesses-text.js';
import { modelOnThisMachine } from '../obtain-model.js';
import { precisionsText } from '../precisions-text.js';
import { recipeText } from '../recipe-text.js';
import { readableLines } from '../safe-text.js';
import type { Terminal } from '../terminal.js';
import type { Written } from './model.js';

/** What a model file holds. Nothing is fetched. */
export async function inspect(name: string, said: BareFileOptions, terminal: Terminal): Promise<Written> {
  const inspection = await inspectModel(await modelOnThisMachine(name, terminal, said));
  warnOfGuesses(inspection.manifest, name, terminal);
  return {
    value: { ...inspection, manifest: encodeManifest(inspection.manifest) },
    text: asText(inspection),
  };
}

function asText(inspection: ModelInspection) {
  const { manifest, guessed, ownScaling, sha256, input, layers, parameters, onnx } = inspection;
  const { outputClasses, finalActivation, notServed, embedding } = inspection;
  const kinds = Object.entries(layers).map(([kind, count]) => `  ${String(count).padStart(5)}  ${kind}`);
  const lines = [
    `${manifest.id}: ${manifest.name}`,
    `sha256       ${sha256}`,
    ...(onnx ? onnxLines(onnx) : []),
    `input        ${input.height} x ${input.width} x ${input.channels}`,
    `recipe       ${recipeText(manifest.preprocessing)}`,
    `classes      ${outputClasses}, after ${finalActivation}`,
    ...(notServed === null ? [] : [`served       no: ${notServed}`]),
    `labels       ${labelsText(manifest)}`,
    `scaling      ${scalingText(manifest.preprocessing)}${ownScaling === 'pixels' ? '; its first layers scale pixels' : ''}`,
    `guessed      ${guessed.join(', ') || 'nothing'}`,
    ...foundLines(manifest),
    ...goldenLines(manifest),
    `parameters   ${parameters.toLocaleString('en')}`,
    `precisions   ${onnx ? ownPrecisionText(onnx) : precisionsText(manifest)}`,
    `embedding    ${embedding ?? 'none'}`,
    `heat maps    ${heatMapsText(inspection)}`,
    'layers',
    ...kinds,
  ];
  // What a file says of itself is a stranger's.
  return readableLines(lines.join('\n'));
}

/** `slc quantize` is for Keras's files. */
function ownPrecisionText({ hasOwnPrecision }: NonNullable<ModelInspection['onnx']>): string {
  return hasOwnPrecision ? 'as in the file' : 'float32, as in the file';
}

/** Which of a model's files said it. */
function foundLines({ foundIn = {} }: ModelManifest): readonly string[] {
  const { notes = [], ...sources } = foundIn;
  const found = Object.entries(sources).map(([what, source]) => `its ${what} in ${source}`);
  return [
    ...(found.length > 0 ? [`found        ${found.join(', ')}`] : []),
    ...notes.map((note) => `note         ${note}`),
  ];
}

/** What each opening proves. */
function goldenLines({ goldenAnswers = [] }: ModelManifest): readonly string[] {
  const files = goldenAnswers.map(({ file }) => file).join(', ');
  return files === '' ? [] : [`golden       its author’s own answer of ${files}, repeated at each opening`];
}

function onnxLines(onnx: NonNullable<ModelInspection['onnx']>): readonly string[] {
  const { producer, irVersion, opset, outputs, batch, externalFiles } = onnx;
  const { name, layout, batch: declared } = onnx.input;
  const kind = { together: 'free', freed: 'freed', 'one-by-one': 'one picture at a time' }[batch.kind];
  const files = externalFiles.map(
    ({ file, sizeBytes }) => `${file} (${sizeBytes.toLocaleString('en')} bytes)`,
  );
  return [
    `file         ONNX of ${producer || 'an unnamed exporter'}, IR ${irVersion}, opset ${opset}`,
    `reads        ${name}, ${layout.replace('-', ' ')}, declared batch ${declared}`,
    `gives        ${outputs.join(', ')}`,
    `batch        ${kind}: ${batch.reason}`,
    `weights in   ${files.join(', ') || 'the file itself'}`,
  ];
}

function heatMapsText({ heatMap, explanations }: ModelInspection): string {
  if (!heatMap) return 'none: it has no spatial activations before its head';
  return `${heatMap.height} x ${heatMap.width}, by ${explanations.join(', ')}`;
}
