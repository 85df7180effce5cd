import { setTimeout as sleep } from 'node:timers/promises';
import { type ErrorCode, type ModelInfo, type ModelRef, SlcError, toSlcError } from '@slc/domain';
import type { ClassifierClient } from '../classifier-client.js';
import type { FleetImage } from './image-queue.js';
import { SendWindow } from './send-window.js';
import { type FleetRun, WorkerStream } from './worker-stream.js';

/** The fleet that a worker is in. */
export interface WorkerFleet {
  /** @throws SlcError `unsupported_model` where the fleet's model is another */
  accept(model: ModelRef, info: ModelInfo): void;
  /** It serves, and did not before. */
  joined(worker: FleetWorker): void;
  /** It does not serve; `error` says why. `isNews` where it did before, was not asked before, or is refused for the first time. */
  lost(worker: FleetWorker, isNews: boolean): void;
  /** Resolves when there are images to send; null where there will be none. */
  nextRun(): Promise<FleetRun<FleetImage> | null>;
}

const ASK_TIMEOUT_MS = 5_000;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
/** A worker that serves another model, or does not accept the token, may be changed by somebody. */
const PAUSE_OF_REFUSED_MS = 5_000;

const REFUSALS: ReadonlySet<ErrorCode> = new Set(['unsupported_model', 'unauthenticated']);

/** One worker of a fleet: found again when it comes back, and sent images while it serves the fleet's model. */
export class FleetWorker {
  readonly address: string;
  /** One for each name that its certificate may have: the one that reached it last comes first. */
  #clients: readonly ClassifierClient[];
  readonly #fleet: WorkerFleet;
  readonly #left = new AbortController();
  #window = new SendWindow();
  /** Since it answered an image. */
  #failures = 0;
  #stream: WorkerStream<FleetImage> | null = null;
  /** Why it does not serve; null while it does, or has not been asked yet. */
  error: SlcError | null = null;
  isServing = false;

  constructor(address: string, clients: readonly ClassifierClient[], fleet: WorkerFleet) {
    this.address = address;
    this.#clients = clients;
    this.#fleet = fleet;
  }

  /** Whether it answers, and may not be used. */
  get isRefused(): boolean {
    return this.error !== null && REFUSALS.has(this.error.code);
  }

  /** Serves until it leaves. Never rejects. */
  async run(): Promise<void> {
    const { signal } = this.#left;
    while (!signal.aborted) {
      try {
        await this.#ask();
        const run = await this.#fleet.nextRun();
        if (run === null || signal.aborted) break;
        await this.#send(run);
      } catch (thrown) {
        if (signal.aborted) break;
        const error = toSlcError(thrown);
        // A worker that has too many streams serves.
        if (error.code !== 'overloaded') this.#lose(error);
        await sleep(this.#pauseMs(error), null, { signal }).catch(() => {});
      }
    }
    for (const client of this.#clients) client.close();
  }

  /** Sends no more images, and ends when those that it has are answered. */
  leave(): void {
    this.#left.abort();
    this.#stream?.leave();
  }

  async #ask(): Promise<void> {
    const info = await this.#modelInfo();
    const { state, model } = info;
    if (state.phase !== 'ready' || model === null) {
      const reason = state.reason === '' ? '' : `: ${state.reason}`;
      throw new SlcError('model_not_ready', `the worker does not serve (${state.phase}${reason})`);
    }
    this.#fleet.accept(model, info);
    const hasJoined = !this.isServing;
    this.error = null;
    this.isServing = true;
    if (hasJoined) this.#fleet.joined(this);
  }

  /** By each of its names in turn, until one is in its certificate. */
  async #modelInfo(): Promise<ModelInfo> {
    const { signal } = this.#left;
    let failure: unknown;
    for (const client of this.#clients) {
      try {
        const info = await client.getModelInfo({ timeoutMs: ASK_TIMEOUT_MS, signal });
        this.#clients = [client, ...this.#clients.filter((other) => other !== client)];
        return info;
      } catch (thrown) {
        failure ??= thrown;
        if (signal.aborted) break;
      }
    }
    throw failure;
  }

  #lose(error: SlcError): void {
    const [wasFailing, wasRefused] = [this.error !== null, this.isRefused];
    this.error = error;
    this.isServing = false;
    // What it learned of the worker may hold no longer.
    this.#window = new SendWindow();
    this.#fleet.lost(this, !wasFailing || (this.isRefused && !wasRefused));
  }

  #pauseMs({ retryAfterMs }: SlcError): number {
    if (this.isRefused) return PAUSE_OF_REFUSED_MS;
    return retryAfterMs ?? Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.#failures++);
  }

  async #send(run: FleetRun<FleetImage>): Promise<void> {
    const stream = new WorkerStream(run, this.#window);
    this.#stream = stream;
    try {
      const [client] = this.#clients;
      if (!client) throw new SlcError('internal', 'expected a client of the worker, there is none');
      for await (const outcome of client.classifyStream(stream.images(), { signal: run.signal })) {
        if (await stream.answered(outcome)) this.#failures = 0;
      }
      stream.end(null);
    } catch (thrown) {
      stream.end(toSlcError(thrown));
      throw thrown;
    } finally {
      this.#stream = null;
    }
    if (stream.trouble) throw stream.trouble;
  }
}
