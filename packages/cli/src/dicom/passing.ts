import { passesByItself, type SlcError } from '@slc/domain';

/** Whether an error is that of a server, a worker or a way to them that may be back soon. */
export function isPassing({ code }: SlcError): boolean {
  return code === 'deadline_exceeded' || passesByItself(code);
}
