import { type ModelManifest, parseManifest } from '@slc/domain';

/** The manifest of a small network from the field: what is left out is as little as a manifest may say. */
export function fieldManifest(file: string, changes: object): ModelManifest {
  return parseManifest({
    id: 'field-case',
    name: file,
    summary: 'A model after a report from the field.',
    source: { kind: 'file', file, revision: '1', sizeBytes: null, sha256: null },
    architecture: { name: 'small', parameters: null },
    input: { height: 64, width: 64 },
    preprocessing: { crop: 'none', resize: 'nearest', scale: 1, offset: 0 },
    labels: 'ham10000',
    temperature: { value: 1, fittedOn: null },
    training: null,
    evaluations: [],
    licence: { spdx: 'MIT', nonCommercial: false, attribution: 'None.' },
    caveats: ['Its weights are random.'],
    goldenLogits: [],
    ...changes,
  });
}
