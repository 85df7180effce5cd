import type { EngineChoice } from '@slc/classifier';
import type { ExplanationMethod, Precision } from '@slc/domain';
import type { ImageWishes } from '@slc/rpc';
import { openForImages } from '../answering/open-for-images.js';
import type { BareFileOptions } from '../bare-file-options.js';
import { warnOfModel } from '../measured-text.js';
import { defaultModelName, obtainDefaultModel, obtainModel } from '../obtain-model.js';
import { openWorkerFleet } from '../server/open-workers.js';
import type { ServerOption } from '../server/server-option.js';
import type { Terminal } from '../terminal.js';
import { type AnsweringModel, answeringClassifier, answeringFleet } from './answers.js';

export interface AnsweringModelOptions extends BareFileOptions, ServerOption {
  readonly model?: string;
  readonly engine: EngineChoice;
  readonly precision: Precision;
  readonly explain?: ExplanationMethod;
}

/** Workers that run, or a model that is opened for as long as the archive is watched. The caller closes it. */
export async function openAnsweringModel(
  { server, model: name, engine, precision, explain, ...said }: AnsweringModelOptions,
  terminal: Terminal,
  signal: AbortSignal,
): Promise<AnsweringModel> {
  const wishes: ImageWishes = { explain };
  if (server) {
    const quieter = withoutRepetitions(terminal);
    const open = (signal: AbortSignal) => openWorkerFleet(server, signal, quieter());
    return await answeringFleet(open, wishes, signal);
  }
  const model =
    name === undefined ? await obtainDefaultModel(terminal, said) : await obtainModel(name, terminal, said);
  const { classifier } = await openForImages(model, { engine, precision, signal }, terminal);
  warnOfModel(classifier, name ?? defaultModelName(terminal), terminal);
  return answeringClassifier(classifier, wishes);
}

/** For something that is begun again and again: what it said the last time is no news. */
function withoutRepetitions(terminal: Terminal): () => Pick<Terminal, 'env' | 'complain'> {
  let before = new Set<string>();
  return () => {
    const [known, now] = [before, new Set<string>()];
    before = now;
    const complain = (text: string) => {
      now.add(text);
      if (!known.has(text)) terminal.complain(text);
    };
    return { ...(terminal.env && { env: terminal.env }), complain };
  };
}
