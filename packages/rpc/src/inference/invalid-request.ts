import { SlcError } from '@slc/domain';

/** A request that is not what the protocol, or a model of it, takes. */
export function invalidRequest(where: string, expected: string, got: string): SlcError {
  return new SlcError('invalid_request', `${where}: expected ${expected}, got ${got}`);
}

/** A name that a caller chose, short enough for a message. */
export function quoteName(name: string): string {
  return JSON.stringify(name.length > 100 ? `${name.slice(0, 100)}…` : name);
}
