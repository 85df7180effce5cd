import { inspectModel, type ModelInspection } from '@slc/classifier';
import { SlcError } from '@slc/domain';
import type { BareFile } from '@slc/models';
import { type Ask, askOpenChoice } from './ask-choices.js';

/** A bare file with all that is known of it. */
export interface InspectedFile {
  readonly file: BareFile;
  readonly inspection: ModelInspection;
}

/**
 * Inspects a bare file. What has to be known before it can be read at all, a person is asked for.
 *
 * @throws SlcError as `inspectModel`
 */
export async function inspectAsking(file: BareFile, ask: Ask | undefined): Promise<InspectedFile> {
  try {
    return { file, inspection: await inspectModel(file) };
  } catch (thrown) {
    const openChoice = thrown instanceof SlcError ? thrown.openChoice : undefined;
    if (!openChoice || !ask) throw thrown;
    return await inspectAsking({ ...file, ...(await askOpenChoice(openChoice, ask)) }, ask);
  }
}
