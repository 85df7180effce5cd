import { isFaultOfImage } from '@slc/domain';
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
  /** Whether it was sent while others were under way: then it gets no heat map, and does not open by itself. */
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
  /** Called when no image is being sent any more, with the image that was sent alone, if one was. */
  readonly onSettled: (alone: QueuedImage | null) => void;
  /** The fault to show where `send` has rejected with this error. */
  readonly noAnswer: (error: unknown) => Fault;
}

export type ImageQueue = ReturnType<typeof createImageQueue>;

/** Whether the image is on its way to its answer. */
export function isUnderWay({ state }: Pick<QueuedImage, 'state'>): boolean {
  return ['queued', 'sending', 'analysing', 'waiting'].includes(state.kind);
}

/** Whether another try may help. */
export function canRetry({ state }: Pick<QueuedImage, 'state'>): boolean {
  return state.kind === 'cancelled' || (state.kind === 'failed' && !isFaultOfImage(state.code));
}

/** With their previews, a browser holds them all in memory. */
export const IMAGES_LIMIT = 100;
/** More at a time would only wait in the worker's queue. */
const AT_A_TIME = 2;
/** How often an image is sent to a busy service before the person has to press the button again. */
const TRIES = 40;

/** Images that are under way when others are sent are one batch with these. */
function joinBatch(chosen: readonly QueuedImage[], images: readonly QueuedImage[]): void {
  const batch = [...images.filter(isUnderWay), ...chosen];
  for (const image of batch) {
    // Tried again, an image of several belongs to them still.
    const isOfEarlier = image.isOneOfSeveral && images.length > 1;
    image.isOneOfSeveral = batch.length > 1 || isOfEarlier;
  }
}

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
    const end = await untilAnswered(image, controller.signal).catch((error): ImageState => {
      if (controller.signal.aborted) return { kind: 'cancelled' };
      return { kind: 'failed', ...options.noAnswer(error) };
    });
    running.delete(image);
    if (images.includes(image)) set(image, end);
    pump();
    if (running.size === 0) options.onSettled(image.isOneOfSeveral ? null : image);
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

  function send(chosen: readonly QueuedImage[]): void {
    joinBatch(chosen, images);
    for (const image of chosen) set(image, { kind: 'queued' });
    pump();
  }

  function remove(image: QueuedImage): void {
    const index = images.indexOf(image);
    if (index !== -1) images.splice(index, 1);
    running.get(image)?.abort();
  }

  function cancel(image: QueuedImage): void {
    const controller = running.get(image);
    if (controller) controller.abort();
    else set(image, { kind: 'cancelled' });
  }

  return {
    images: images as readonly QueuedImage[],
    /** How many more images it takes. */
    room: () => IMAGES_LIMIT - images.length,
    /** Only while there is room. */
    add(image: NewImage): QueuedImage {
      if (images.length >= IMAGES_LIMIT) throw new Error(`queue: expected at most ${IMAGES_LIMIT} images`);
      lastId += 1;
      const queued: QueuedImage = { ...image, id: lastId, isOneOfSeveral: false, state: { kind: 'ready' } };
      images.push(queued);
      options.onChange(queued);
      return queued;
    },
    /** Says of an image that has not been sent that it need not be. */
    refuse(image: QueuedImage, fault: Fault): void {
      if (image.state.kind === 'ready' && images.includes(image)) set(image, { kind: 'failed', ...fault });
    },
    remove,
    /** Sends every image that is ready. */
    start(): void {
      send(images.filter(({ state }) => state.kind === 'ready'));
    },
    retry(image: QueuedImage): void {
      send([image]);
    },
    retryAll(): void {
      send(images.filter(canRetry));
    },
    cancel,
    cancelAll(): void {
      for (const image of images.filter(isUnderWay)) cancel(image);
    },
  };
}
