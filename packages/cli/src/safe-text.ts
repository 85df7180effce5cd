import { readable } from '@slc/domain/light';

/** Lines and tabs, colours, and the erasing of the line that is drawn anew. */
const OWN_COMMANDS = new RegExp(`([\n\t\r]|${'\u001b'}\\[(?:[\\d;]*m|K))`);

/**
 * A text as a terminal may get it. A name in a model file, or a server's message, may hold what wipes the screen, changes the window's
 * title or types for its user: all but the commands that this program writes itself is written out.
 */
export function safeText(text: string): string {
  return text
    .split(OWN_COMMANDS)
    .map((piece, i) => (i % 2 === 0 ? readable(piece) : piece))
    .join('');
}

/** The same for what comes from a file or a server as a whole: only its lines are kept. */
export function readableLines(text: string): string {
  return text.split('\n').map(readable).join('\n');
}
