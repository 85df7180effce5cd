import { digestOfParts, type ResolvedModel, verifyModel, verifyWeights } from '@slc/models';
import { obtainModel } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import type { Written } from './model.js';

/** Fetches what is not on this machine. */
export async function pull(name: string, terminal: Terminal): Promise<Written> {
  const model = await obtainModel(name, terminal);
  const { weightsPath } = model;
  const id = model.kind === 'bare-file' ? weightsPath : model.manifest.id;
  return { value: { id, weightsPath, sha256: await verifiedSha256(model) }, text: weightsPath };
}

/** The store verifies what it gives. A file that needs no fetching is verified here. */
async function verifiedSha256(model: ResolvedModel): Promise<string> {
  if (model.kind === 'bare-file') {
    return await verifyWeights({ sizeBytes: null, sha256: null }, model.weightsPath);
  }
  return digestOfParts(model.manifest.source, await verifyModel(model));
}
