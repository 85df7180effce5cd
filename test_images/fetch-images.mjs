// @ts-check
// Fetches images from the ISIC archive by their ids. Plain JavaScript: it must run before anything is installed or built.

import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isWholeJpeg, pictureSha256 } from './jpeg.mjs';

/**
 * @typedef {import('./fetch-images.mjs').ArchiveImage} ArchiveImage
 * @typedef {import('./fetch-images.mjs').FetchOptions} FetchOptions
 * @typedef {import('./fetch-images.mjs').ImageOutcome} ImageOutcome
 * @typedef {Required<FetchOptions>} Settings
 */

/**
 * Fetches every missing image. One that fails does not stop the others.
 *
 * @param {FetchOptions} options
 * @returns {Promise<ImageOutcome[]>} one for each image, in the given order
 */
export async function fetchImages(options) {
  const settings = { ...DEFAULTS, ...options };
  await mkdir(settings.outDirectory, { recursive: true });
  return mapInParallel(settings.images, settings.parallel, async (image) => {
    const outcome = await fetchImage(image, settings);
    settings.onOutcome(outcome);
    return outcome;
  });
}

/** @type {Omit<Settings, 'images' | 'outDirectory'>} */
const DEFAULTS = {
  baseUrl: 'https://api.isic-archive.com',
  fetch: globalThis.fetch,
  wait: (milliseconds) => sleep(milliseconds),
  onOutcome: () => {},
  requestTimeoutMs: 30_000,
  tries: 4,
  // Few, because the archive serves everybody.
  parallel: 3,
  // A hundred times what these images need.
  maxBytes: 10 * 1024 * 1024,
};

/** Doubled after each try. */
const FIRST_DELAY_MS = 500;
/** Also where the server asks for more, because a person is waiting. */
const MAX_DELAY_MS = 30_000;

/** @param {ArchiveImage} image @param {Settings} settings @returns {Promise<ImageOutcome>} */
async function fetchImage(image, settings) {
  const target = path.join(settings.outDirectory, image.file);
  try {
    const present = await readIfThere(target);
    if (present !== undefined && compare(present, image) !== 'different') return { image, status: 'present' };
    const bytes = await withRetries(() => download(image, settings), settings);
    await writeWhole(target, bytes);
    return { image, status: 'fetched', likeness: compare(bytes, image) };
  } catch (thrown) {
    return { image, status: 'failed', error: toError(thrown) };
  }
}

/**
 * Asks the archive where the file is, and gets it. The address is signed and expires, so each try asks again.
 *
 * @param {ArchiveImage} image @param {Settings} settings
 */
async function download(image, settings) {
  const detailUrl = new URL(`/api/v2/images/${encodeURIComponent(image.isicId)}/`, settings.baseUrl);
  const detail = parseJson(await request(detailUrl, settings), detailUrl);
  const fileUrl = readFileUrl(detail, detailUrl);
  const bytes = await request(fileUrl, settings);
  if (!isWholeJpeg(bytes)) {
    throw new FetchError(`${withoutQuery(fileUrl)}: expected a whole JPEG file, got ${describe(bytes)}`);
  }
  return bytes;
}

/** @param {URL} url @param {Settings} settings @returns the body, whole and within the size limit */
async function request(url, { fetch, requestTimeoutMs, maxBytes }) {
  const where = withoutQuery(url);
  const signal = AbortSignal.timeout(requestTimeoutMs);
  try {
    const response = await fetch(url, { signal, headers: { accept: 'application/json, image/jpeg' } });
    if (!response.ok) {
      await response.body?.cancel();
      throw new FetchError(`${where}: the server answered ${response.status}`, {
        isPassing: response.status === 429 || response.status >= 500,
        retryAfterMs: readRetryAfter(response.headers.get('retry-after')),
      });
    }
    return await readBody(response, maxBytes, where);
  } catch (thrown) {
    if (thrown instanceof FetchError) throw thrown;
    const what = signal.aborted
      ? `no whole answer within ${requestTimeoutMs} ms`
      : `the connection failed (${describeFailure(thrown)})`;
    throw new FetchError(`${where}: ${what}`, { isPassing: true, cause: thrown });
  }
}

/** @param {Response} response @param {number} maxBytes @param {string} where */
async function readBody(response, maxBytes, where) {
  /** @type {Uint8Array[]} */
  const chunks = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    // Leaving the loop cancels the body.
    if (length > maxBytes) throw new FetchError(`${where}: expected at most ${maxBytes} bytes, got more`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** RFC 9110, 10.2.3: seconds, or a date. @param {string | null} value */
function readRetryAfter(value) {
  if (value === null) return undefined;
  const milliseconds = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isNaN(milliseconds) ? undefined : Math.max(milliseconds, 0);
}

/** @param {any} detail the archive's JSON @param {URL} detailUrl */
function readFileUrl(detail, detailUrl) {
  const text = detail?.files?.full?.url;
  const url = typeof text === 'string' && URL.canParse(text) ? new URL(text) : undefined;
  // Never from a secure page to an insecure one.
  if (url?.protocol === 'https:' || (url !== undefined && url.protocol === detailUrl.protocol)) return url;
  throw new FetchError(`${detailUrl}: expected an address in files.full.url, got ${JSON.stringify(text)}`);
}

/** @param {Uint8Array} bytes @param {URL} url */
function parseJson(bytes, url) {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new FetchError(`${url}: expected JSON, got ${describe(bytes)}`, { cause });
  }
}

/** @template Result @param {() => Promise<Result>} attempt @param {Settings} settings */
async function withRetries(attempt, { tries, wait }) {
  for (let done = 1; ; done++) {
    try {
      return await attempt();
    } catch (thrown) {
      if (!(thrown instanceof FetchError) || !thrown.isPassing || done >= tries) throw thrown;
      const delayMs = thrown.retryAfterMs ?? FIRST_DELAY_MS * 2 ** (done - 1);
      await wait(Math.min(delayMs, MAX_DELAY_MS));
    }
  }
}

/** A fault of the archive's answer; `isPassing` when another try may help. */
class FetchError extends Error {
  name = 'FetchError';

  /** @param {string} message @param {{ isPassing?: boolean, retryAfterMs?: number, cause?: unknown }} details */
  constructor(message, { isPassing = false, retryAfterMs, cause } = {}) {
    super(message, { cause });
    this.isPassing = isPassing;
    this.retryAfterMs = retryAfterMs;
  }
}

/**
 * How a file compares with its manifest entry. The archive writes its own metadata into its files.
 *
 * @param {Uint8Array} bytes @param {ArchiveImage} image
 */
function compare(bytes, image) {
  if (createHash('sha256').update(bytes).digest('hex') === image.sha256) return 'same-file';
  return isWholeJpeg(bytes) && pictureSha256(bytes) === image.pictureSha256 ? 'same-picture' : 'different';
}

/** @param {string} file */
async function readIfThere(file) {
  return await readFile(file).catch((error) => {
    if (error.code !== 'ENOENT') throw error;
  });
}

/** Writes so that a reader of the folder sees no half of a file. @param {string} target @param {Uint8Array} bytes */
async function writeWhole(target, bytes) {
  const partial = path.join(path.dirname(target), `.partial-${process.pid}-${path.basename(target)}`);
  try {
    await writeFile(partial, bytes);
    await rename(partial, target);
  } finally {
    await rm(partial, { force: true });
  }
}

/**
 * @template Item, Result
 * @param {readonly Item[]} items @param {number} parallel @param {(item: Item) => Promise<Result>} mapItem
 * @returns {Promise<Result[]>} in the items' order
 */
async function mapInParallel(items, parallel, mapItem) {
  /** @type {Result[]} */
  const results = [];
  const queue = items.entries();
  const worker = async () => {
    for (const [index, item] of queue) results[index] = await mapItem(item);
  };
  await Promise.all(Array.from({ length: parallel }, worker));
  return results;
}

/** A signed address has its key in the query, which must not be logged. @param {URL} url */
function withoutQuery(url) {
  return url.origin + url.pathname;
}

/** @param {Uint8Array} bytes */
function describe(bytes) {
  if (bytes.length === 0) return 'nothing';
  const start = JSON.stringify(Buffer.from(bytes.subarray(0, 24)).toString('latin1'));
  return `${bytes.length} bytes that begin with ${start}`;
}

/** `fetch` hides the fault in the cause. @param {unknown} thrown */
function describeFailure(thrown) {
  const { cause, message } = toError(thrown);
  return cause instanceof Error && 'code' in cause ? cause.code : message;
}

/** @param {unknown} thrown */
function toError(thrown) {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
