import type { Logger } from './logger.js';

/**
 * Closes one thing after the other. A step that fails is logged and does not keep the later ones from closing.
 *
 * @throws AggregateError after the last step, when any failed
 */
export async function closeInOrder(
  steps: readonly { readonly name: string; close(): Promise<void> | void }[],
  logger: Logger,
): Promise<void> {
  const failures: unknown[] = [];
  for (const step of steps) {
    try {
      await step.close();
    } catch (err) {
      logger.error({ err, step: step.name }, 'a closing step failed');
      failures.push(err);
    }
  }
  if (failures.length > 0) throw new AggregateError(failures, 'not everything could be closed in order');
}
