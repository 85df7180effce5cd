import { type HubSource, SlcError } from '@slc/domain';
import { checkedFetch, type HubRequest, subjectOf, wrongFile } from './checked-fetch.js';

/** The Hub's entry of one file at one commit. */
export interface HubFile {
  readonly sizeBytes: number;
  /** Hex digest that the bytes must have. */
  readonly sha256: string;
  /** The file's name in the cache: the digest of a large file, git's object id of a small one. */
  readonly blobName: string;
}

/**
 * Asks the Hub for the entry of a file at the pinned commit, and compares it with the manifest.
 *
 * @throws SlcError `not_found`, `unauthenticated`; `invalid_model` when the manifest means another file;
 *   `model_not_ready` for the network, with `retryAfterMs` where another try may do
 */
export async function describeHubFile(request: HubRequest): Promise<HubFile> {
  const { source, settings } = request;
  const subject = subjectOf(source);
  // The Hub client is loaded only when a model must be fetched.
  const { pathsInfo } = await import('@huggingface/hub');
  let hasAnswered = false;
  const checked = checkedFetch(request, (response) => {
    if (!/json/i.test(response.headers.get('content-type') ?? '')) throw notJson(subject);
    hasAnswered = true;
  });
  try {
    const asking = pathsInfo({
      repo: { type: 'model', name: source.repo },
      paths: [source.file],
      revision: source.revision,
      hubUrl: settings.endpoint,
      fetch: checked.fetch,
      ...(settings.token !== undefined && { accessToken: settings.token }),
    });
    const entries = await checked.wait(asking).catch((thrown: unknown) => {
      const fault = checked.explain(thrown);
      // The client does not check the form of an answer: its own errors mean a malformed one.
      if (hasAnswered && !request.signal.aborted && !(fault instanceof SlcError)) {
        throw notJson(subject, fault);
      }
      throw fault;
    });
    const entry = entries.find(({ path, type }) => path === source.file && type === 'file');
    if (!entry) throw new SlcError('not_found', `${subject}: the revision has no such file.`);
    return agreed(source, {
      sizeBytes: entry.lfs?.size ?? entry.size,
      sha256: entry.lfs?.oid ?? source.sha256,
      blobName: entry.lfs?.oid ?? entry.oid,
    });
  } finally {
    checked.end();
  }
}

/** Checks the form of an entry, and that the manifest means the same file. */
function agreed(
  source: HubSource,
  found: { sizeBytes: unknown; sha256: unknown; blobName: unknown },
): HubFile {
  const { sizeBytes, sha256, blobName } = found;
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
