import type { Classifier } from '@slc/classifier';
import { type ModelInfo, type ModelManifest, type ModelState, modelState, SlcError } from '@slc/domain';
import type { ResolvedModel } from '@slc/models';
import { type LoadEvent, type LoadOptions, loadModel } from './load-model.js';

export interface ServedModelOptions extends LoadOptions {
  /** What serves while a model of the Hub cannot; null: nothing does. */
  readonly standIn: (() => Promise<ResolvedModel>) | null;
  /** Called after an event has taken effect. */
  observe(event: ModelEvent): void;
}

export type ModelEvent =
  | LoadEvent
  | { readonly kind: 'stand-in-opened'; readonly classifier: Classifier }
  | { readonly kind: 'stand-in-failed'; readonly error: unknown }
  /** The worker stops, or the classifier's own state has changed. */
  | { readonly kind: 'state-changed' };

/** A model of the Hub that is in the cache gets this long before the stand-in is opened beside it. */
const STAND_IN_AFTER_MS = 1_000;
/** How long the running calls of a replaced model may take. */
const DRAIN_MS = 60_000;

/** The worker's one model, or what stands in for it, from the first moment to the last. */
export class ServedModel {
  /** The configured model's state: `ready` while it answers, `stopping` once the worker ends. */
  #state: ModelState = modelState('starting', 'The model is being read, compiled and tested.');
  /** Its manifest, whether it serves or not; null for a bare file, and until it has been read. */
  #configured: ModelManifest | null = null;
  /** What answers, in any state: the configured model, the one before a reload, or the stand-in. */
  #serving: Classifier | null = null;
  /** Replaced classifiers that finish their calls. */
  readonly #retiring = new Set<Promise<void>>();
  #loading: { readonly abort: AbortController; readonly ended: Promise<void> } | null = null;
  #standIn: Promise<void> | null = null;
  readonly #stopping = new AbortController();
  /** Settles what `open` returned. */
  #ready = { resolve: () => {}, reject: (_: unknown) => {} };
  readonly #options: ServedModelOptions;

  /** Nothing begins before `open`. */
  constructor(options: ServedModelOptions) {
    this.#options = options;
  }

  info(): ModelInfo {
    const { model = null, engine = null, manifest = this.#configured } = this.#serving ?? {};
    return { state: this.state, model, engine, manifest };
  }

  get state(): ModelState {
    if (this.#serving === null || this.#state.phase === 'stopping') return this.#state;
    const { phase, reason } = this.#serving.state;
    return { ...this.#state, phase, reason: [reason, this.#state.reason].filter(Boolean).join(' ') };
  }

  get configured(): ModelManifest | null {
    return this.#configured;
  }

  /** Images that wait; 0 while nothing serves. */
  get queueDepth(): number {
    return this.#serving?.queueDepth ?? 0;
  }

  /**
   * What serves right now. It may be replaced at any moment: take it for one image, not for longer.
   *
   * @throws SlcError `model_not_ready` with the state's reason, while nothing serves
   */
  classifier(): Classifier {
    if (this.#serving === null) throw new SlcError('model_not_ready', this.#state.reason);
    return this.#serving;
  }

  /** Called once. Resolves when something serves; rejects when nothing will until someone acts. */
  open(): Promise<void> {
    const ready = new Promise<void>((resolve, reject) => {
      this.#ready = { resolve, reject };
    });
    // Without a handler of its own, a failed start would end the process.
    ready.catch(() => {});
    this.reload();
    return ready;
  }

  /** Reads the name again and opens the model while the old one serves, which goes on when that fails. */
  reload(): void {
    if (this.#stopping.signal.aborted) return;
    const before = this.#loading;
    before?.abort.abort(new SlcError('cancelled', 'The model is being loaded anew.'));
    const abort = new AbortController();
    this.#loading = { abort, ended: this.#load(before?.ended, abort.signal) };
  }

  /** Ends the loading. What serves goes on until `close`. */
  stop(): void {
    if (this.#stopping.signal.aborted) return;
    this.#state = modelState('stopping', 'The worker is stopping.');
    const reason = new SlcError('cancelled', this.#state.reason);
    this.#stopping.abort(reason);
    this.#loading?.abort.abort(reason);
    this.#ready.reject(reason);
    this.#options.observe({ kind: 'state-changed' });
  }

  /** Ends everything. May be called twice. */
  async close(): Promise<void> {
    this.stop();
    await this.#loading?.ended;
    await this.#standIn;
    await this.#serving?.close();
    await Promise.all(this.#retiring);
  }

  async #load(before: Promise<void> | undefined, signal: AbortSignal): Promise<void> {
    const isReload = this.#serving !== null;
    let standInTimer: NodeJS.Timeout | undefined;
    await before;
    for await (const event of loadModel(this.#options, signal)) {
      if (signal.aborted) {
        if (event.kind === 'opened') await event.classifier.close();
        break;
      }
      if (event.kind === 'named' && event.model.kind === 'hub') {
        standInTimer = setTimeout(() => this.#openStandIn(), STAND_IN_AFTER_MS);
      }
      this.#apply(event, isReload);
    }
    clearTimeout(standInTimer);
  }

  #apply(event: LoadEvent, isReload: boolean): void {
    this.#state = event.state;
    switch (event.kind) {
      case 'named':
        this.#configured = event.model.kind === 'bare-file' ? null : event.model.manifest;
        break;
      case 'fetching':
        this.#openStandIn();
        break;
      case 'opened':
        this.#serve(event.classifier);
        break;
      case 'failed':
        if (isReload) this.#state = modelState('failed', `${event.state.reason} What served before goes on.`);
        if (event.model?.kind === 'hub') this.#openStandIn();
        this.#rejectIfHopeless(event.error);
    }
    this.#options.observe(event);
  }

  /** `next` answers from the next call on; the one before it finishes the calls that it has. */
  #serve(next: Classifier): void {
    const previous = this.#serving;
    this.#serving = next;
    this.#ready.resolve();
    if (previous === null) return;
    const retired = previous.close({ drainMs: DRAIN_MS }).finally(() => this.#retiring.delete(retired));
    this.#retiring.add(retired);
  }

  /** Only while nothing serves. After a failure the next event that asks for it tries again. */
  #openStandIn(): void {
    const { standIn } = this.#options;
    if (standIn === null || this.#serving !== null || this.#stopping.signal.aborted) return;
    this.#standIn ??= this.#serveStandIn(standIn);
  }

  async #serveStandIn(resolve: () => Promise<ResolvedModel>): Promise<void> {
    const { signal } = this.#stopping;
    try {
      const classifier = await this.#options.open(await resolve(), signal);
      if (this.#serving !== null || signal.aborted) return await classifier.close();
      this.#serve(classifier);
      this.#options.observe({ kind: 'stand-in-opened', classifier });
    } catch (error) {
      this.#standIn = null;
      if (signal.aborted) return;
      this.#options.observe({ kind: 'stand-in-failed', error });
      this.#rejectIfHopeless(error);
    }
  }

  #rejectIfHopeless(error: unknown): void {
    const isHopeless = this.#state.phase === 'failed' && this.#serving === null && this.#standIn === null;
    if (isHopeless) this.#ready.reject(error);
  }
}
