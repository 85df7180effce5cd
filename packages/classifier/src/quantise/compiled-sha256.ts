import { type OpenModelOptions, openModel } from '@slc/compile';
import type { ResolvedModel } from '@slc/models';

/** @returns the hex digest of the compiled network that an engine opens @throws SlcError as `openModel` */
export async function compiledSha256(model: ResolvedModel, options: OpenModelOptions): Promise<string> {
  const { description } = await openModel(model, options);
  return description.compiledSha256;
}
