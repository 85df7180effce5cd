import { type HubSource, SlcError } from '@slc/domain';
import { checkedFetch } from './checked-fetch.js';
import { transient, wrongFile } from './hub-faults.js';
import { type HubRequest, isOfHub, resolveUrl, subjectOf } from './hub-request.js';

/** The Hub's entry of one file at one commit. */
export interface HubFile {
  readonly sizeBytes: number;
  /** Hex digest that the bytes must have. */
  readonly sha256: string;
  /** The file's name in the cache: the digest of a large file, git's object id of a small one. */
  readonly blobName: string;
}

/** What was said of a file, unchecked. */
interface Entry {
  readonly sizeBytes: unknown;
  readonly sha256: unknown;
  readonly blobName: unknown;
}

/**
 * Finds out size and digest of a file at the pinned commit. A manifest that knows both asks nobody. Else the Hub's entry
 * is asked for, or, at a mirror that serves files alone, the headers of the file; either must agree with the manifest.
 *
 * @throws SlcError `not_found`, `unauthenticated`; `invalid_model` when the manifest means another file;
 *   `model_not_ready` for the network, with `retryAfterMs` where another try may do
 */
export async function describeHubFile(request: HubRequest): Promise<HubFile> {
  const { sizeBytes, sha256 } = request.source;
  if (sizeBytes !== null && sha256 !== null) return { sizeBytes, sha256, blobName: sha256 };
  const entry = (await askPathsInfo(request)) ?? (await askHeaders(request));
  return agreed(request.source, entry);
}

/** How a server says that it does not know a route. The Hub itself names what is missing in `x-error-code`. */
const STATUSES_OF_NO_ROUTE: ReadonlySet<number> = new Set([400, 403, 404, 405, 410, 415, 422, 501]);

/** @returns null where the server has no such route */
async function askPathsInfo(request: HubRequest): Promise<Entry | null> {
  const { source, settings } = request;
  const subject = subjectOf(source);
  // The Hub client is loaded only when a model must be fetched.
  const { pathsInfo } = await import('@huggingface/hub');
  let hasAnswered = false;
  let hasRoute = true;
  const checked = checkedFetch(request, {
    isJson: true,
    check(response) {
      if (!/json/i.test(response.headers.get('content-type') ?? '')) throw notJson(subject);
      hasAnswered = true;
    },
    refused({ status, headers }) {
      hasRoute = !STATUSES_OF_NO_ROUTE.has(status) || headers.has('x-error-code');
    },
  });
  try {
    const asking = pathsInfo({
      repo: { type: 'model', name: source.repo },
      paths: [source.file],
      revision: source.revision,
      hubUrl: settings.endpoint,
      fetch: checked.fetch,
    });
    const entries = await checked.wait(asking).catch((thrown: unknown) => {
      const fault = checked.explain(thrown);
      // The client does not check the form of an answer: its own errors mean a malformed one.
      if (hasAnswered && !request.signal.aborted && !(fault instanceof SlcError)) {
        throw notJson(subject, fault);
      }
      if (!hasRoute) return null;
      throw fault;
    });
    if (entries === null) return null;
    const entry = entries.find(({ path, type }) => path === source.file && type === 'file');
    if (!entry) throw new SlcError('not_found', `${subject}: the revision has no such file.`);
    return {
      sizeBytes: entry.lfs?.size ?? entry.size,
      sha256: entry.lfs?.oid ?? source.sha256,
      blobName: entry.lfs?.oid ?? entry.oid,
    };
  } finally {
    checked.end();
  }
}

/** Within the Hub, as after the renaming of a repository. */
const MAX_REDIRECTS = 5;

/**
 * Reads what huggingface_hub reads in place of an entry, so that a mirror for it has it: the headers of the file's own
 * address, before any redirect to another host, whose headers are not the Hub's.
 */
async function askHeaders(request: HubRequest): Promise<Entry> {
  const { source } = request;
  const checked = checkedFetch(request, { isAnswer: ({ status }) => status < 400, check() {} });
  try {
    let url = resolveUrl(request);
    for (let redirects = 0; redirects < MAX_REDIRECTS; redirects++) {
      const { status, headers } = await checked.fetch(url, { method: 'HEAD', redirect: 'manual' });
      const next = new URL(headers.get('location') ?? '', url).href;
      const isElsewhere = status < 300 || next === url || !isOfHub(next, request);
      if (isElsewhere || headers.has('x-linked-etag')) return entryOf(headers, source);
      url = next;
    }
    throw transient(`${subjectOf(source)}: ${request.settings.endpoint} redirects in circles.`);
  } finally {
    checked.end();
  }
}

/** The digest of a large file is its tag; the `content-length` of a redirect is that of another body. */
function entryOf(headers: Headers, source: HubSource): Entry {
  const tag = (headers.get('x-linked-etag') ?? headers.get('etag') ?? '')
    .replace(/^W\//, '')
    .replaceAll('"', '');
  const size =
    headers.get('x-linked-size') ?? (headers.has('location') ? null : headers.get('content-length'));
  const sha256 = /^[0-9a-f]{64}$/.test(tag) ? tag : source.sha256;
  return { sizeBytes: size === null ? source.sizeBytes : Number(size), sha256, blobName: sha256 };
}

/** Checks the form of an entry, and that the manifest means the same file. */
function agreed(source: HubSource, { sizeBytes, sha256, blobName }: Entry): HubFile {
  if (typeof sizeBytes !== 'number' || !Number.isSafeInteger(sizeBytes) || sizeBytes <= 0) {
    throw wrongFile(source, "expected the Hub's entry to have a size, got none.");
  }
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) {
    const expected = "expected a sha256 in the Hub's entry or in the manifest";
    throw wrongFile(source, `${expected}, got neither; it could not be verified.`);
  }
  if (typeof blobName !== 'string' || !/^[0-9a-f]{40,64}$/.test(blobName)) {
    throw wrongFile(source, "expected an object id in the Hub's entry, got none.");
  }
  if (source.sizeBytes !== null && source.sizeBytes !== sizeBytes) {
    throw wrongFile(source, `the manifest says ${source.sizeBytes} bytes, the Hub's entry ${sizeBytes}.`);
  }
  if (source.sha256 !== null && source.sha256 !== sha256) {
    throw wrongFile(source, `the manifest says sha256 ${source.sha256}, the Hub's entry ${sha256}.`);
  }
  return { sizeBytes, sha256, blobName };
}

function notJson(subject: string, cause?: unknown): SlcError {
  const expected = "expected the Hub's entry of the file as JSON, got something else";
  const message = `${subject}: ${expected}. Is a proxy or a login page in between?`;
  return new SlcError('model_not_ready', message, { cause });
}
