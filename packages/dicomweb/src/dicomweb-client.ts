import { SlcError } from '@slc/domain';
import { openExchange, type TlsAccess } from './http/exchange.js';
import type { Service } from './http/service.js';
import { retrieveInstance } from './retrieve.js';
import {
  type FoundInstance,
  type InstancePlace,
  type InstanceSearch,
  isStored,
  searchInstances,
} from './search.js';
import { storeObjects } from './store.js';

export interface DicomwebClientOptions extends Pick<Service, 'authorization' | 'sleep' | 'random'> {
  /** Such as `https://pacs.example/dicom-web`. */
  readonly url: string;
  readonly tls?: TlsAccess | undefined;
  /** Requests at the same time; more wait. */
  readonly connections: number;
  /** Instances that are larger get `image_too_large` as soon as that is seen. */
  readonly mostInstanceBytes: number;
  /** How long nothing may come, before a request is given up; half a minute unless given. */
  readonly silenceMs?: number;
  /** How long a request may take with its answer; five minutes unless given. */
  readonly requestTimeoutMs?: number;
}

/** A DICOMweb service. Every request is repeated during a short outage, which changes nothing: see `withRetries`. */
export interface DicomwebClient {
  /** @throws SlcError as `searchInstances` */
  search(search: InstanceSearch, signal: AbortSignal): AsyncGenerator<FoundInstance>;
  /** Whether the server has this instance now. @throws SlcError as `ask` */
  isStored(place: Pick<InstancePlace, 'study' | 'instance'>, signal: AbortSignal): Promise<boolean>;
  /** The instance as the server keeps it. @throws SlcError as `retrieveInstance` */
  retrieve(place: InstancePlace, signal: AbortSignal): Promise<Uint8Array>;
  /** @throws SlcError as `storeObjects` */
  store(files: readonly Uint8Array[], signal: AbortSignal): Promise<void>;
  /** Closes the connections. May be called twice. */
  close(): void;
}

const SILENCE_MS = 30_000;
const REQUEST_TIMEOUT_MS = 300_000;

/** @throws SlcError `invalid_request` for an address that is none of a service */
export function createDicomwebClient(options: DicomwebClientOptions): DicomwebClient {
  const { url, tls, connections, mostInstanceBytes: mostBytes, authorization, sleep, random } = options;
  const { silenceMs = SILENCE_MS, requestTimeoutMs = REQUEST_TIMEOUT_MS } = options;
  const baseUrl = baseOf(url);
  const { exchange, close } = openExchange({ tls, connections, silenceMs });
  const service: Service = { baseUrl, exchange, authorization, requestTimeoutMs, sleep, random };
  return {
    search: (search, signal) => searchInstances(service, search, signal),
    isStored: (place, signal) => isStored(service, place, signal),
    retrieve: (place, signal) => retrieveInstance(service, place, { signal, mostBytes }),
    store: (files, signal) => storeObjects(service, files, signal),
    close,
  };
}

function baseOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  const isUsable = url && /^https?:$/.test(url.protocol) && url.search === '' && url.hash === '';
  if (!isUsable) {
    const expected = 'the address of a DICOMweb service, such as https://pacs.example/dicom-web';
    throw new SlcError(
      'invalid_request',
      `url: expected ${expected}, got ${JSON.stringify(text.slice(0, 100))}`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    // Other users of the machine see the command line, and logs keep addresses.
    const message = 'url: expected an address without user and password, got one with them';
    throw new SlcError('invalid_request', message);
  }
  return url.href.replace(/\/+$/, '');
}
