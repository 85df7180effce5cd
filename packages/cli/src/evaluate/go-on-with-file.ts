import type { LabelledImage } from '@slc/evaluation';
import type { AnswerFile } from '../answer-file/answer-file.js';
import type { AnswerFileOptions } from '../answer-file/answer-file-options.js';
import { recordWriter } from '../answer-file/record-writers.js';
import { apartFromSettled } from '../answer-file/with-answer-file.js';
import type { AnswerSource } from '../answering/answer-source.js';
import type { CollectImagesOptions } from '../answering/collect-images.js';
import type { Terminal } from '../terminal.js';

export interface GoOnOptions {
  readonly images: readonly LabelledImage[];
  readonly source: AnswerSource;
  readonly options: AnswerFileOptions;
}

/**
 * What the file answers of the images, and the source of the other answers, which writes each of them there as it comes.
 *
 * @throws SlcError `invalid_request` where the file has answers of another model or under other limits
 */
export async function goOnWithFile(
  file: AnswerFile,
  { images, source, options }: GoOnOptions,
  terminal: Terminal,
): Promise<Pick<CollectImagesOptions<LabelledImage>, 'source' | 'earlier'>> {
  const { manifest, model } = source;
  const { head, entry } = recordWriter(file.format, manifest.labels);
  file.expectOf({ head, model });
  const { settled, left } = await apartFromSettled(images, file, { ...options, terminal });
  return {
    earlier: { outcomes: file.outcomes(settled, { manifest, model }), left },
    source: {
      manifest,
      async *answers(some) {
        await file.begin(left, { head, model });
        for await (const outcome of source.answers(some, { asTheyCome: true })) {
          await file.write(entry(outcome.image.file, outcome.answer));
          yield outcome;
        }
      },
    },
  };
}
