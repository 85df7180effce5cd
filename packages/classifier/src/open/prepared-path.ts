import type { OpenedModel } from '@slc/compile';
import { throwIfAborted } from '@slc/domain';
import { prepareModel } from '@slc/engine';
import type { ClassifierOptions } from '../classifier.js';
import type { ChosenEngine } from './choose-engine.js';
import { START_TIMEOUT_MS } from './engine-limits.js';

/**
 * What an engine opens of a compiled model: the form that suits this machine, which is written where it is not there yet. A
 * model that cannot be prepared, as in a folder that cannot be written, is opened as it was compiled.
 */
export async function preparedPath(
  { name, moduleUrl, findPrepared, device }: Omit<ChosenEngine, 'reason' | 'mustBeFaster'>,
  opened: Pick<OpenedModel, 'path'>,
  { events = {}, signal }: Pick<ClassifierOptions, 'events' | 'signal'>,
): Promise<string> {
  if (!findPrepared) return opened.path;
  const found = await findPrepared(opened.path);
  if (found !== null) return found;
  const timeoutMs = START_TIMEOUT_MS[device];
  try {
    return await prepareModel({ moduleUrl, compiledModelPath: opened.path, timeoutMs, signal });
  } catch (cause) {
    throwIfAborted(signal);
    events.engineUnprepared?.(name, cause);
    return opened.path;
  }
}
