import { createHash } from 'node:crypto';
import type { SlcError } from '@slc/domain';
import type { UnreportedState } from './ledger.js';
import type { RoundCounts, WatchObserver } from './watch-archive.js';

/**
 * Says on standard error what becomes of an archive. No line has anything of an instance: UIDs too may hold a date or a machine. An
 * instance is called by a digest, which the state file has beside its UID.
 */
export class WatchLog implements WatchObserver {
  readonly #complain: (text: string) => void;
  #stored = 0;

  constructor(complain: (text: string) => void) {
    this.#complain = complain;
  }

  /** Images that got a report. */
  get stored(): number {
    return this.#stored;
  }

  roundEnded(counts: RoundCounts): void {
    this.#stored += counts.stored;
    if (Object.values(counts).every((count) => count === 0)) return;
    this.#say(countsText(counts));
  }

  failed(instance: string, state: UnreportedState, { code, message }: SlcError): void {
    const next =
      state.state === 'failing'
        ? `try ${state.tries}, the next one from ${state.againAt}`
        : 'it is not tried again';
    this.#say(`image ${nameOf(instance)}: ${code}: ${message} (${next})`);
  }

  outage({ message }: SlcError, pauseMs: number): void {
    this.#say(`${message}. Trying again in ${Math.round(pauseMs / 1_000)} s`);
  }

  outageEnded(): void {
    this.#say('the server answers again');
  }

  /** Of a run that ends by itself: an earlier one may have said why these failed, and this one is not silent about them. */
  ended(unreported: readonly UnreportedState[]): void {
    const counts = new Map<string, number>();
    for (const { code } of unreported) counts.set(code, 1 + (counts.get(code) ?? 0));
    const words = [...counts].map(([code, count]) => `${count} ${code}`);
    if (words.length > 0) this.#say(`images without a report: ${words.join(', ')}`);
  }

  #say(text: string): void {
    this.#complain(`slc: ${text}\n`);
  }
}

/** What an instance is called where its UID must not be shown. */
export function nameOf(instance: string): string {
  return createHash('sha256').update(instance).digest('hex').slice(0, 12);
}

function countsText({ stored, there, derived, failed }: RoundCounts): string {
  const parts = [
    `${stored} reported`,
    ...(there > 0 ? [`${there} had a report`] : []),
    ...(derived > 0 ? [`${derived} made of other images`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `images: ${parts.join(', ')}`;
}
