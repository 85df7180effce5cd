import type { Answer, Fault, Result, SendOptions } from './classify-image.js';

export type ImageState =
  | { readonly kind: 'ready' }
  | { readonly kind: 'queued' }
  | { readonly kind: 'sending'; readonly fraction: number }
  | { readonly kind: 'analysing' }
  | { readonly kind: 'waiting'; readonly seconds: number }
  | { readonly kind: 'done'; readonly result: Result }
  | ({ readonly kind: 'failed' } & Fault)
  | { readonly kind: 'cancelled' };

export interface QueuedImage {
  readonly id: number;
  readonly name: string;
  /** Whether it is one of the page's examples. */
  readonly isDrawing: boolean;
  readonly body: () => FormData;
  /** Address of a preview for the list. */
  readonly pictureUrl: string;
  /** Whether it was sent together with others: then it gets no heat map. */
  isOneOfSeveral: boolean;
  state: ImageState;
}

export type NewImage = Omit<QueuedImage, 'id' | 'isOneOfSeveral' | 'state'>;

export interface ImageQueueOptions {
  /** Sends one image. Rejects with AbortError when its signal aborts, and with another error when no answer came. */
  readonly send: (image: QueuedImage, options: SendOptions) => Promise<Answer>;
  /** Waits a second, or until the signal aborts; never rejects. */
  readonly second: (signal: AbortSignal) => Promise<void>;
  readonly onChange: (image: QueuedImage) => void;
  /** Called when no image is being sent any more. */
  readonly onSettled: () => void;
  /** The fault to show where no answer came. */
  readonly noAnswer: Fault;
}

export type ImageQueue = ReturnType<typeof createImageQueue>;

/** More at a time would only wait in the worker's queue. */
const AT_A_TIME = 2;
/** How often an image is sent to a busy service before the person has to press the button again. */
const TRIES = 40;

/** The images and the state of each. It knows nothing about the page. */
export function createImageQueue(options: ImageQueueOptions) {
  const images: QueuedImage[] = [];
  const running = new Map<QueuedImage, AbortController>();
  let lastId = 0;

  function set(image: QueuedImage, state: ImageState): void {
    image.state = state;
    options.onChange(image);
  }

  function pump(): void {
    for (const image of images) {
      if (running.size >= AT_A_TIME) return;
      if (image.state.kind === 'queued') void run(image);
    }
  }

  async function run(image: QueuedImage): Promise<void> {
    const controller = new AbortController();
    running.set(image, controller);
    const end = await untilAnswered(image, controller.signal).catch((): ImageState => {
      return controller.signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', ...options.noAnswer };
    });
    running.delete(image);
    if (images.includes(image)) set(image, end);
    pump();
    if (running.size === 0) options.onSettled();
  }

  async function untilAnswered(image: QueuedImage, signal: AbortSignal): Promise<ImageState> {
    for (let tries = 1; ; tries++) {
      set(image, { kind: 'sending', fraction: 0 });
      const onProgress = (fraction: number) =>
        set(image, fraction < 1 ? { kind: 'sending', fraction } : { kind: 'analysing' });
      const answer = await options.send(image, { signal, onProgress });
      if (answer.kind === 'result') return { kind: 'done', result: answer.result };
      const { fault, retryAfterSeconds } = answer;
      if (retryAfterSeconds === null || tries === TRIES) return { kind: 'failed', ...fault };
      for (let seconds = retryAfterSeconds; seconds > 0; seconds--) {
        set(image, { kind: 'waiting', seconds });
        await options.second(signal);
        if (signal.aborted) return { kind: 'cancelled' };
      }
    }
  }

  return {
    images: images as readonly QueuedImage[],
    add(image: NewImage, state: ImageState = { kind: 'ready' }): QueuedImage {
      lastId += 1;
      const queued = { ...image, id: lastId, isOneOfSeveral: false, state };
      images.push(queued);
      options.onChange(queued);
      return queued;
    },
    remove(image: QueuedImage): void {
      const index = images.indexOf(image);
      if (index !== -1) images.splice(index, 1);
      running.get(image)?.abort();
    },
    /** Sends every image that is ready. */
    start(): void {
      const ready = images.filter(({ state }) => state.kind === 'ready');
      for (const image of ready) {
        image.isOneOfSeveral = ready.length > 1;
        set(image, { kind: 'queued' });
      }
      pump();
    },
    retry(image: QueuedImage): void {
      set(image, { kind: 'queued' });
      pump();
    },
    cancel(image: QueuedImage): void {
      const controller = running.get(image);
      if (controller) controller.abort();
      else set(image, { kind: 'cancelled' });
    },
  };
}
