/** What calls workers, without what serves: a process that only calls loads neither health checks nor reflection. */
export {
  type ClassifierClient,
  type ClassifierClientOptions,
  createClassifierClient,
} from './classifier-client.js';
export type { ClientTls } from './credentials.js';
export { type Fleet, type FleetObserver, type FleetOptions, openFleet } from './fleet/fleet.js';
export type { FleetImage } from './fleet/image-queue.js';
export type { FleetOutcome } from './fleet/worker-stream.js';
export type { ImageRequest } from './methods/classify.js';
export type { ImageWishes } from './methods/classify-options.js';
export type { StreamImage, StreamOutcome } from './methods/classify-stream.js';
