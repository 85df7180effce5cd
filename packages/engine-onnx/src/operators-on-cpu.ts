import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One event of onnxruntime's profile, as far as it is read. */
interface ProfileEvent {
  readonly cat: string;
  readonly args: { readonly op_name?: string; readonly provider?: string };
}

/**
 * Where a session with `enableProfiling` writes what it runs, and which of it ran on the CPU. onnxruntime falls back to the
 * CPU node by node, silently; nothing else of its interface in Node says so.
 * https://onnxruntime.ai/docs/performance/tune-performance/profiling-tools.html
 */
export async function openProfile() {
  const folder = await mkdtemp(join(tmpdir(), 'slc-profile-'));
  return {
    /** For the session's option `profileFilePrefix`. */
    prefix: join(folder, 'run'),
    /** Call it when the session has ended its profile. @returns such as `Sign (2)` */
    operatorsOnCpu(): readonly string[] {
      const events = readdirSync(folder).flatMap(
        // onnxruntime writes an array of events.
        (file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as ProfileEvent[],
      );
      return countOperators(events);
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function countOperators(events: readonly ProfileEvent[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const { cat, args } of events) {
    if (cat !== 'Node' || args.provider !== CPU_PROVIDER || args.op_name === undefined) continue;
    counts.set(args.op_name, (counts.get(args.op_name) ?? 0) + 1);
  }
  return [...counts].map(([operator, count]) => `${operator} (${count})`);
}

const CPU_PROVIDER = 'CPUExecutionProvider';
