import type { SlcError } from '@slc/domain';
import type { FleetObserver } from '@slc/rpc';

/**
 * Says what becomes of the workers. At the start those that serve are no news, and those that do not are told when another does:
 * where none does, the command ends and says why.
 */
export class WorkerNews implements FleetObserver {
  readonly #say: (text: string) => void;
  readonly #seen = new Set<string>();
  /** By address, or by name where that leads nowhere. Null when the fleet is open. */
  #missing: Map<string, string> | null = new Map();

  constructor(say: (text: string) => void) {
    this.#say = say;
  }

  joined(address: string): void {
    this.#seen.add(address);
    if (this.#missing) this.#missing.delete(address);
    else this.#say(`the worker at ${address} has joined`);
  }

  lost(address: string, { message }: SlcError): void {
    const since = this.#seen.has(address) ? 'is not used any more' : 'is not used yet';
    this.#tell(address, `the worker at ${address} ${since}: ${message}`);
  }

  unknown({ message }: SlcError): void {
    this.#tell(message, message);
  }

  /** A worker serves. */
  opened(): void {
    const missing = this.#missing ?? new Map();
    this.#missing = null;
    for (const text of missing.values()) this.#say(text);
  }

  #tell(key: string, text: string): void {
    if (this.#missing) this.#missing.set(key, text);
    else this.#say(text);
  }
}
