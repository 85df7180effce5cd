import type { EngineChoice } from '@slc/classifier';
import type { Precision } from '@slc/domain';
import type { BareFileOptions } from '../bare-file-options.js';
import { warnOfModel } from '../measured-text.js';
import { defaultModelName, obtainDefaultModel, obtainModel } from '../obtain-model.js';
import type { Terminal } from '../terminal.js';
import { type AnswerSource, openedSource } from './answer-source.js';
import { openForImages } from './open-for-images.js';

export interface OwnModelOptions extends BareFileOptions {
  /** The default model where none is named. */
  readonly model?: string | undefined;
  readonly engine: EngineChoice;
  readonly precision: Precision;
}

/**
 * Obtains the model that is to answer.
 *
 * @param images how many there are, where that is known before
 * @returns what opens it
 * @throws SlcError as `obtainModel`, `obtainDefaultModel`; what it returns, as `openForImages`
 */
export async function ownModelSource(
  { model: name, engine, precision, labels, scaling }: OwnModelOptions,
  terminal: Terminal,
  images?: number,
): Promise<(signal: AbortSignal) => Promise<AnswerSource>> {
  const said = { labels, scaling };
  const model =
    name === undefined ? await obtainDefaultModel(terminal, said) : await obtainModel(name, terminal, said);
  return async (signal) => {
    const options = { engine, precision, signal, ...(images !== undefined && { images }) };
    const opened = await openForImages(model, options, terminal);
    warnOfModel(opened.classifier, name ?? defaultModelName(terminal), terminal);
    return openedSource(opened);
  };
}
