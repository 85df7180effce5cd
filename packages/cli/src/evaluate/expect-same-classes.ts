import { inspectModel } from '@slc/classifier';
import { classOrder } from '@slc/evaluation';
import { obtainModel } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import type { NamedChoice } from './compare-models.js';

/**
 * For a command that works for minutes before it compares.
 *
 * @throws SlcError `invalid_request` where the models have different classes; as `obtainModel` and `inspectModel`
 */
export async function expectSameClasses(
  first: NamedChoice,
  second: NamedChoice,
  terminal: Terminal,
): Promise<void> {
  const { manifest } = await inspectModel(await obtainModel(first.model, terminal, first));
  const { manifest: other } = await inspectModel(await obtainModel(second.model, terminal, second));
  classOrder(manifest.labels, other.labels);
}
