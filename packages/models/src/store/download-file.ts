import { type HubSource, SlcError } from '@slc/domain';
import { checkedFetch } from './checked-fetch.js';
import { isNetworkFault, transient, wrongFile } from './hub-faults.js';
import type { HubFile } from './hub-file.js';
import { type HubRequest, resolveUrl, subjectOf } from './hub-request.js';
import type { PartFile } from './part-file.js';

/** One download of the rest of a file. */
export interface Download {
  readonly request: HubRequest;
  readonly file: HubFile;
  /** The bytes that are here already; the rest is appended to it. */
  readonly part: PartFile;
  /** Called after each piece. */
  onBytes(): void;
}

/**
 * Downloads the rest of a file, from the end of the part on, and makes sure that the whole has the expected digest.
 * No validator of the content host can say that a range belongs to the same file, for its ETags are its own: the total
 * in Content-Range is checked at once, and the digest of all bytes decides in the end.
 *
 * @throws SlcError with `retryAfterMs` when another try may continue from what the part has by then
 */
export async function downloadFile(download: Download): Promise<void> {
  const { request, file, part, onBytes } = download;
  const subject = subjectOf(request.source);
  const resumedAt = part.bytes;
  if (part.bytes > file.sizeBytes) await part.restart();
  if (part.bytes < file.sizeBytes) await appendRest(download);
  if (part.bytes < file.sizeBytes) {
    throw transient(`${subject}: the connection ended after ${part.bytes} of ${file.sizeBytes} bytes.`);
  }
  const sha256 = await part.finish();
  if (sha256 === file.sha256) return;
  await part.restart();
  onBytes();
  const words = `expected sha256 ${file.sha256}, the downloaded bytes have ${sha256}`;
  // An earlier try may have left the wrong half: the download starts once more from the beginning.
  if (resumedAt > 0) throw transient(`${subject}: ${words}, after a resumed download. It starts again.`);
  const changed =
    'The file was changed on its way or on the server, or the manifest is wrong; nothing of it was kept.';
  throw wrongFile(request.source, `${words}. ${changed}`);
}

async function appendRest({ request, file, part, onBytes }: Download): Promise<void> {
  const { source, settings } = request;
  const subject = subjectOf(source);
  /** The host ignored the range and sends the file from its beginning. */
  let startsOver = false;
  let hasBegun = false;
  let reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  const checked = checkedFetch(request, {
    check(response) {
      assertBytes(response, subject);
      hasBegun = true;
      startsOver = response.status === 200;
      assertLength(response, source, { start: startsOver ? 0 : part.bytes, sizeBytes: file.sizeBytes });
    },
  });
  try {
    const { downloadFile: openDownload } = await import('@huggingface/hub');
    const blob = await openDownload({
      repo: { type: 'model', name: source.repo },
      path: source.file,
      revision: source.revision,
      hubUrl: settings.endpoint,
      fetch: checked.fetch,
      xet: false,
      // From the file's entry. Without it the client asks for the first byte and needs an answer with a range.
      downloadInfo: { size: file.sizeBytes, etag: file.blobName, url: resolveUrl(request) },
    });
    if (blob === null) throw new SlcError('not_found', `${subject}: the revision has no such file.`);
    reader = blob.slice(part.bytes, file.sizeBytes).stream().getReader();
    for (;;) {
      const { done, value: chunk } = await checked.wait(reader.read());
      // Before the first chunk, even where nothing is missing.
      if (startsOver && part.bytes > 0) {
        await part.restart();
        onBytes();
      }
      startsOver = false;
      if (done) break;
      checked.alive();
      if (part.bytes + chunk.length > file.sizeBytes) {
        await part.restart();
        throw wrongFile(source, `expected ${file.sizeBytes} bytes, more came; nothing of it was kept.`);
      }
      await part.append(chunk);
      onBytes();
    }
  } catch (thrown) {
    const fault = checked.explain(thrown);
    if (!hasBegun || !isNetworkFault(thrown)) throw fault;
    const message = `${subject}: the connection broke after ${part.bytes} of ${file.sizeBytes} bytes.`;
    throw transient(message, fault);
  } finally {
    checked.end();
    // The cancelling is not awaited: it lasts as long as the client holds the stream.
    reader?.cancel().catch(() => {});
  }
}

function assertBytes(response: Response, subject: string): void {
  const type = response.headers.get('content-type') ?? '';
  if (!/^text\/html|^application\/(xhtml|json)/i.test(type)) return;
  const message = `${subject}: expected the model's bytes, got a page (${type}).`;
  throw new SlcError('model_not_ready', `${message} Is a proxy or a login page in between?`);
}

function assertLength(
  response: Response,
  source: HubSource,
  { start, sizeBytes }: { readonly start: number; readonly sizeBytes: number },
): void {
  const range = response.headers.get('content-range');
  if (range !== null) {
    const [, first, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(range) ?? [];
    const isRight = Number(first) === start && (total === '*' || Number(total) === sizeBytes);
    if (!isRight) {
      const sent = JSON.stringify(range.slice(0, 80));
      throw wrongFile(
        source,
        `expected a range from ${start} of ${sizeBytes} bytes, the server sends ${sent}.`,
      );
    }
  }
  const length = response.headers.get('content-length');
  if (length !== null && Number(length) !== sizeBytes - start) {
    const announced = length.slice(0, 20);
    throw wrongFile(source, `expected ${sizeBytes - start} more bytes, the server announces ${announced}.`);
  }
}
