import type { Evaluation, ModelManifest } from '@slc/domain';
import type { DocumentReference } from 'fhir/r4.js';
import { TRANSPARENCY_SYSTEMS } from './urls.js';

/** The model's card as a document: its type and category are fixed by the profile of model cards. */
export function modelCardReference(manifest: ModelManifest): DocumentReference {
  const system = TRANSPARENCY_SYSTEMS.inputs;
  const card = Buffer.from(modelCard(manifest));
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    type: { coding: [{ system, code: 'AIModelCard' }] },
    category: [{ coding: [{ system, code: 'AIModelCardMarkdownFormat', display: 'Markdown Format' }] }],
    description: `Model card of ${manifest.name}`,
    content: [
      {
        attachment: {
          contentType: 'text/markdown',
          language: 'en',
          data: card.toString('base64'),
          size: card.byteLength,
        },
      },
    ],
  };
}

/** What the manifest says of a model, in Markdown, in the form of the Hugging Face Hub: a reader of the record needs nothing else. */
export function modelCard(manifest: ModelManifest): string {
  const { name, summary, source, architecture, labels, training, evaluations, licence, caveats } = manifest;
  const from = source.kind === 'hub' ? `https://huggingface.co/${source.repo}` : 'comes with the product';
  return `${[
    `---\nlicense: ${licence.spdx.toLowerCase()}\npipeline_tag: image-classification\n---`,
    `# ${name}`,
    summary,
    '## What must be known of it',
    list(caveats),
    '## What it is',
    list([
      `Network: ${architecture.name}`,
      `Weights: ${source.file}, revision ${source.revision}, ${from}`,
      `Licence of the weights: ${licence.spdx}. ${licence.attribution}`,
    ]),
    '## Classes',
    list(labels.map((label) => `${label.id}: ${label.name}`)),
    ...(training
      ? ['## Training', `${training.dataset}, split by ${training.splitBy}.`, training.procedure]
      : []),
    ...(evaluations.length === 0 ? [] : ['## Measured', list(evaluations.map(measured))]),
  ].join('\n\n')}\n`;
}

function measured({
  dataset,
  images,
  splitBy,
  accuracy,
  balancedAccuracy,
  malignantRocAuc,
}: Evaluation): string {
  const figures = [
    `accuracy ${accuracy}`,
    ...(balancedAccuracy === null ? [] : [`balanced accuracy ${balancedAccuracy}`]),
    ...(malignantRocAuc === null ? [] : [`area under the ROC curve of the malignant sum ${malignantRocAuc}`]),
  ];
  return `${dataset} (${images} images, split by ${splitBy}): ${figures.join(', ')}`;
}

function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}
