import { shown } from '@slc/domain';
import { type OpenedFile, openInFolder } from '@slc/model-folder';
import { invalidFile } from './faults.js';

/**
 * Opens a file that a model names, for reading: one in its own folder.
 *
 * @param weights which name the file, for messages
 * @returns a descriptor, for the caller to close: what has its name may be another file the next moment
 * @throws SlcError `invalid_model`
 */
export function openBeside(folder: string, location: string, weights: string): OpenedFile {
  const file = openInFolder(folder, location);
  const [name, named] = [shown(location), `weights ${shown(weights)}`];
  switch (file.kind) {
    case 'opened':
      return file;
    case 'missing': {
      const advice = `bring ${name} too: it was written together with the model, and belongs into the same folder`;
      throw invalidFile(
        `its weights are in a file of their own, ${name}, which is not there: ${advice}`,
        file.cause,
      );
    }
    case 'outside': {
      const elsewhere = `the model names "${name}", which lies elsewhere`;
      throw invalidFile(`${named}: expected a file beside the model, ${elsewhere}`);
    }
    case 'elsewhere':
      throw invalidFile(`${named}: expected a file beside the model, ${name} leads elsewhere`);
    case 'no-file':
      throw invalidFile(`${named}: expected a file, ${name} is none`);
  }
}
