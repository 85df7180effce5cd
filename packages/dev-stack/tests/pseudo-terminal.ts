import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { stripVTControlCharacters } from 'node:util';
import { expect } from 'vitest';

/** Python has what Node lacks: a terminal for a program. */
export const HAS_PSEUDO_TERMINAL =
  process.platform !== 'win32' && spawnSync('python3', ['-c', 'import pty']).status === 0;

/** Runs a command on a terminal of 100 columns, relays bytes, and ends as it does. */
const RELAY = `
import fcntl, os, pty, select, struct, sys, termios
pid, terminal = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 40, 100, 0, 0))
    os.execvp(sys.argv[1], sys.argv[1:])
sources = [terminal, 0]
while terminal in sources:
    for ready in select.select(sources, [], [])[0]:
        try:
            data = os.read(ready, 65536)
        except OSError:
            data = b''
        if not data:
            sources.remove(ready)
        else:
            os.write(1 if ready == terminal else terminal, data)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

export interface PseudoTerminal {
  /** All that the screen got, as it was sent. */
  sent(): string;
  /** The same without colours and without moves of the cursor, in lines. */
  text(): string;
  /** Waits until the text matches. */
  until(pattern: RegExp): Promise<void>;
  type(keys: string): void;
  /** Resolves with the exit code. */
  readonly ended: Promise<number | null>;
}

export const CTRL_C = '\u0003';

/** Runs a Node script on a terminal of its own. Whatever still runs after the test is killed by `afterEach` of the caller. */
export function runOnTerminal(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  // Where CI is set, Node shows no colours, whatever the terminal can.
  const { NO_COLOR: _, FORCE_COLOR: __, CI: ___, ...own } = process.env;
  const child = spawn('python3', ['-c', RELAY, process.execPath, ...args], {
    env: { ...own, TERM: 'xterm-256color', ...env },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let sent = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    sent += piece;
  });
  const text = () => stripVTControlCharacters(sent).replaceAll('\r\n', '\n');
  const terminal: PseudoTerminal = {
    sent: () => sent,
    text,
    until: async (pattern) => await expect.poll(text, { timeout: 60_000, interval: 20 }).toMatch(pattern),
    type: (keys) => child.stdin.write(keys),
    ended: once(child, 'close').then(([code]) => code as number | null),
  };
  return { ...terminal, kill: () => child.kill('SIGKILL') };
}
