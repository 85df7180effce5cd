import { SlcError } from '@slc/domain';
import { MODEL_FILE } from '@slc/models';

/** More names than these are not worth a line. */
const NAMES_SHOWN = 20;

/** What exporters call a network when they write several forms of it, such as halves and int8: the one as it was trained. */
const USUAL_NAME = 'model.onnx';

export interface FileChoice {
  /** The file that `--file` names. */
  readonly asked: string | undefined;
  /** For messages. */
  readonly place: string;
  /** What to do where there are several. */
  readonly advice: string;
}

/** The advice of the one command that has this option. */
export const ASK_WITH_FILE = 'say which with --file';

/**
 * The one model file among the files of a folder or a repository. An ONNX file comes before Keras's.
 *
 * @throws SlcError `invalid_request` naming the candidates where it is not clear which
 */
export function chooseModelFile(paths: readonly string[], { asked, place, advice }: FileChoice): string {
  const models = paths.filter((path) => MODEL_FILE.test(path)).toSorted();
  const names = [...models.slice(0, NAMES_SHOWN), ...(models.length > NAMES_SHOWN ? ['…'] : [])].join(', ');
  const has = names === '' ? 'it has none' : `it has ${names}`;
  if (asked !== undefined) {
    if (paths.includes(asked)) return asked;
    throw new SlcError('invalid_request', `${place}: expected the file ${asked} in it, ${has}`);
  }
  const networks = models.filter((path) => /\.onnx$/i.test(path));
  const candidates = networks.length > 0 ? networks : models;
  const usual = candidates.filter((path) => path.split('/').at(-1) === USUAL_NAME);
  const [only] = candidates.length === 1 ? candidates : usual.length === 1 ? usual : [];
  if (only !== undefined) return only;
  const expected = 'expected one model file (.onnx, .keras, .h5)';
  const help = models.length > 0 ? `: ${advice}` : '';
  throw new SlcError('invalid_request', `${place}: ${expected}, ${has}${help}`);
}
