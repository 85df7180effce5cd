import { createResources, inspectModel, openClassifier } from '@slc/classifier';
import { SlcError } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';
import { modelOnThisMachine } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import type { Written } from './model.js';

/** Holds a model's files against its manifest. Nothing is fetched. */
export async function verify(name: string, terminal: Terminal): Promise<Written> {
  const model = await modelOnThisMachine(name, terminal);
  const { manifest, sha256, parameters } = await inspectModel(model);
  const { id, source } = manifest;
  const { files } = source;
  const tested = await selfTest(model);
  const further = (files ?? []).map(({ file, sha256: digest }) => `, ${file} ${digest}`).join('');
  return {
    value: { id, sha256, ...(files && { files }), parameters, selfTest: tested },
    text: `${id}: sha256 ${sha256}${further}, ${parameters.toLocaleString('en')} parameters, self-test ${tested}`,
  };
}

/** Opening a model for serving runs its self-test. A model that cannot be served has none. */
async function selfTest(model: ResolvedModel): Promise<'passed' | 'not possible'> {
  try {
    const classifier = await openClassifier(model, {
      resources: createResources({ decodePixels: 1, queueBytes: 1 }),
      engine: 'auto',
      engineProcesses: 1,
      engineThreads: 1,
      batchMaxSize: 1,
      batchMaxDelayMs: 0,
      queueLimit: 1,
      imageLimitBytes: 1,
      imageLimitPixels: 1,
    });
    await classifier.close();
    return 'passed';
  } catch (error) {
    if (error instanceof SlcError && error.code === 'unsupported_model') return 'not possible';
    throw error;
  }
}
