export {
  createDicomwebClient,
  type DicomwebClient,
  type DicomwebClientOptions,
} from './dicomweb-client.js';
export type { TlsAccess } from './http/exchange.js';
export { isOutage } from './http/outage.js';
export type { FoundInstance, InstancePlace } from './search.js';
