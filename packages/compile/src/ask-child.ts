import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { abortError, SlcError } from '@slc/domain';
import type { z } from 'zod';
import { type Refusal, refusalError } from './compile-protocol.js';

export interface AskChildOptions<Message extends ChildMessage, Reply> {
  /** The child's main file. */
  readonly module: URL;
  /** The one message that it gets. */
  readonly order: object;
  /** What it does, for messages. */
  readonly does: string;
  readonly execArgv?: readonly string[];
  readonly timeoutMs: number;
  /** What it means when the child takes longer. */
  timedOut(): SlcError;
  /** What it means when the child ends without a reply; null, or left out: a fault of ours. */
  ended?(end: ChildEnd): SlcError | null;
  /** All that it may send, beside its refusal. */
  readonly messages: z.ZodType<Message | Refusal>;
  /** @returns the reply; undefined for a message that comes before it */
  readonly onMessage: (message: Message) => Reply | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Told apart by its kind. */
export interface ChildMessage {
  readonly kind: string;
}

/** How a process ended. */
export interface ChildEnd {
  /** The signal that killed it; null where it ended by itself. */
  readonly killedBy: string | null;
  /** The end of its standard error. */
  readonly lastWords: string;
}

/**
 * Has a process do one piece of work that blocks, or that takes memory which must leave with it. The process is ended at its
 * reply, and at the signal.
 *
 * @throws SlcError as the child refuses, as `timedOut` and `ended`; `cancelled`; `internal` when the process dies for any other
 *   reason, or sends something else
 */
export async function askChild<Message extends ChildMessage, Reply>(
  options: AskChildOptions<Message, Reply>,
): Promise<Reply> {
  const { module, order, execArgv = [] } = options;
  const child = fork(fileURLToPath(module), {
    execArgv: [...execArgv],
    env: { ...process.env, ...FRUGAL_MALLOC },
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), options.timeoutMs);
  try {
    const reply = replyOf(child, timeout.signal, options);
    child.send(order);
    return await reply;
  } finally {
    clearTimeout(timer);
    await end(child);
  }
}

/** Until it is gone, it may still write to the folder that its parent removes next. A killed process waits for a slow disk alone. */
const LONGEST_END_MS = 5_000;

async function end(child: ChildProcess): Promise<void> {
  const isRunning = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  child.kill('SIGKILL');
  if (isRunning) await once(child, 'exit', { signal: AbortSignal.timeout(LONGEST_END_MS) }).catch(() => {});
}

/**
 * What one step of the work frees goes back to the system before the next one begins: glibc would keep it, up to 50 MB where a
 * network is opened several times. https://man7.org/linux/man-pages/man3/mallopt.3.html
 */
export const FRUGAL_MALLOC = { MALLOC_MMAP_THRESHOLD_: String(128 * 1_024) };

function replyOf<Message extends ChildMessage, Reply>(
  child: ChildProcess,
  timeout: AbortSignal,
  { does, signal, timedOut, ended, ...expected }: AskChildOptions<Message, Reply>,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const died = (how: string, cause: unknown) =>
      reject(new SlcError('internal', `the process that ${does} ${how}`, { cause }));
    let lastWords = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      lastWords = (lastWords + text).slice(-2000);
    });
    // The first event settles the promise; those that follow change nothing.
    const onAbort = () => reject(abortError(signal?.reason));
    signal?.addEventListener('abort', onAbort, { once: true });
    timeout.addEventListener('abort', () => reject(timedOut()), { once: true });
    if (signal?.aborted) onAbort();
    child.on('error', (cause) => died('could not be started', cause));
    // Not its exit: its last words come after that.
    child.on('close', (code, killedBy) => {
      signal?.removeEventListener('abort', onAbort);
      const meant = ended?.({ killedBy, lastWords }) ?? null;
      if (meant) reject(meant);
      died(`ended with ${killedBy ?? code}`, new Error(lastWords));
    });
    child.on('message', (message) => {
      try {
        const reply = understood(message, { does, ...expected });
        if (reply !== undefined) resolve(reply);
      } catch (error) {
        reject(error);
      }
    });
  });
}

/** @returns undefined for a message that comes before the reply */
function understood<Message extends ChildMessage, Reply>(
  message: unknown,
  { does, messages, onMessage }: Pick<AskChildOptions<Message, Reply>, 'does' | 'messages' | 'onMessage'>,
): Reply | undefined {
  const { data, error: cause } = messages.safeParse(message);
  if (!data) throw new SlcError('internal', `the process that ${does} gave no answer`, { cause });
  if (isRefusal(data)) throw refusalError(data);
  return onMessage(data);
}

function isRefusal(message: ChildMessage): message is Refusal {
  return message.kind === 'refused';
}
