import type { SendOptions } from './classify-image.js';

/** A page of this service, parsed but not shown. Its scripts never run. */
export interface LoadedPage {
  readonly page: Document;
  readonly retryAfterSeconds: number | null;
}

interface LoadOptions extends Partial<SendOptions> {
  readonly method?: 'GET' | 'POST';
  readonly body?: FormData;
}

/**
 * XMLHttpRequest does two things that fetch cannot: it reports the progress of an upload, and it parses a page without
 * passing a string to a parser, which the page's Trusted Types policy forbids.
 *
 * @throws DOMException `AbortError` · Error when no page came
 */
export function loadPage(url: string, options: LoadOptions = {}): Promise<LoadedPage> {
  const { method = 'GET', body, signal, onProgress } = options;
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const abort = () => request.abort();
    request.open(method, url);
    request.responseType = 'document';
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0);
    request.onload = () => {
      const page = request.responseXML;
      if (!page) return reject(new Error(`expected a page, got status ${request.status} without one`));
      const seconds = Number.parseInt(request.getResponseHeader('Retry-After') ?? '', 10);
      const retryAfterSeconds = Number.isFinite(seconds) ? seconds : null;
      resolve({ page, retryAfterSeconds });
    };
    request.onerror = () => reject(new Error('expected a page, the connection failed before one came'));
    request.onabort = () => reject(new DOMException('cancelled', 'AbortError'));
    request.onloadend = () => signal?.removeEventListener('abort', abort);
    if (signal?.aborted) return reject(new DOMException('cancelled', 'AbortError'));
    signal?.addEventListener('abort', abort);
    request.send(body ?? null);
  });
}
