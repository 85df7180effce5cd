import { isReadable } from './shown.js';

/** Stands in lines, tables and records. What a stranger wrote may be a book, or move a terminal's cursor. */
const LONGEST_CLASS_NAME = 200;

/** What `isClassName` expects, in words. */
export const CLASS_NAMES = `names of classes of at most ${LONGEST_CLASS_NAME} characters that can be read`;

/** Whether a text may be a class's name. */
export function isClassName(name: string): boolean {
  return name.length <= LONGEST_CLASS_NAME && isReadable(name);
}
