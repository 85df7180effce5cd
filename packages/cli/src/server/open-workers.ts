import { type Classification, SlcError } from '@slc/domain';
import { type Fleet, type FleetOutcome, openFleet } from '@slc/rpc/client';
import type { WorkerTarget } from '@slc/rpc/light';
import { isLoopback } from '@slc/runtime/light';
import type { ImageFile, ImageOutcome } from '../answering/answer-images.js';
import type { AnswerSource, Wanted } from '../answering/answer-source.js';
import { modelName } from '../model-name.js';
import { OWN_IMAGE_LIMITS, readOwnImage } from '../own-images.js';
import type { Terminal } from '../terminal.js';
import { inOrder } from './in-order.js';
import { readWorkerAccess } from './worker-access.js';
import { WorkerNews } from './worker-news.js';

/**
 * Workers that answer in place of a model of this process. What becomes of each while they work goes to standard error. The
 * caller closes it.
 *
 * @throws SlcError as `openFleet`; `invalid_request` for settings that cannot be used
 */
export async function openWorkers(
  targets: readonly WorkerTarget[],
  signal: AbortSignal,
  terminal: Terminal,
): Promise<AnswerSource> {
  const fleet = await openWorkerFleet(targets, signal, terminal);
  const { manifest, model, engine } = fleet;
  return {
    ...{ manifest, model, engine },
    answers<Image extends ImageFile>(images: Iterable<Image>, { asTheyCome, ...wanted }: Wanted = {}) {
      const answer = (some: AsyncIterable<Image> | Iterable<Image>) =>
        answersOf(fleet, some, { ...wanted, signal });
      return asTheyCome ? answer(images) : inOrder(images, answer);
    },
    async close() {
      fleet.close();
    },
  };
}

/**
 * The workers themselves, for a caller whose images come one by one. The caller closes them.
 *
 * @throws SlcError as `openWorkers`
 */
export async function openWorkerFleet(
  targets: readonly WorkerTarget[],
  signal: AbortSignal,
  terminal: Pick<Terminal, 'env' | 'complain'>,
): Promise<Fleet> {
  const access = readWorkerAccess(terminal.env ?? process.env);
  const isRemote = targets.some(({ host }) => host !== null && !isLoopback(host.name));
  if (access.authToken !== undefined && access.tls === undefined && isRemote) {
    terminal.complain('slc: AUTH_TOKEN without WORKER_TLS_CA: the token crosses the network unencrypted\n');
  }
  const news = new WorkerNews((text) => terminal.complain(`slc: ${text}\n`));
  const options = { targets, maxImageBytes: OWN_IMAGE_LIMITS.imageLimitBytes, observe: news, ...access };
  const fleet = await openFleet(options, signal);
  news.opened();
  if (fleet.model.standIn) {
    terminal.complain(`slc: the workers answer with ${modelName(fleet.model)} (standIn: true)\n`);
  }
  return fleet;
}

async function* answersOf<Image extends ImageFile>(
  fleet: Fleet,
  images: AsyncIterable<Image> | Iterable<Image>,
  options: Omit<Wanted, 'asTheyCome'> & { readonly signal: AbortSignal },
): AsyncGenerator<ImageOutcome<Image>> {
  for await (const { image, ...outcome } of fleet.classify(toSend(images, options.signal), options)) {
    const { pictures } = outcome.classified ?? {};
    yield { image: image.own, answer: answerOf(outcome), embedding: null, ...(pictures && { pictures }) };
  }
}

async function* toSend<Image extends ImageFile>(
  images: AsyncIterable<Image> | Iterable<Image>,
  signal: AbortSignal,
) {
  for await (const own of images) {
    // Standard input can be read once.
    let once: Promise<Uint8Array> | undefined;
    const readOnce = own.read && (() => (once ??= own.read?.(signal)));
    yield { own, read: async () => (await readOnce?.()) ?? (await readOwnImage(own.path, signal)) };
  }
}

function answerOf({ classified, error }: Omit<FleetOutcome<unknown>, 'image'>): Classification | SlcError {
  return classified?.classification ?? error ?? new SlcError('internal', 'expected an answer or an error');
}
