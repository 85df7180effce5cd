import { IMAGE_ACCEPT, listImageFormats, type ModelInfo } from '@slc/domain';
import { isMessageKey, MESSAGES } from '../locales/translate.js';
import type { Samples } from '../samples.js';
import { type FaultView, faultTitle } from './fault-view.js';
import { manifestWords } from './manifest-words.js';
import { modelStatusView } from './model-status-view.js';
import type { PageContext } from './page-context.js';
import { englishWords, type Words } from './words.js';

export interface HomeOptions {
  readonly info: ModelInfo | null;
  readonly samples: Samples;
  readonly uploadLimitBytes: number;
  /** What was wrong with the image that was just sent. */
  readonly fault: FaultView | null;
}

/** The first page: one form, and examples. */
export function homeView(context: PageContext, { info, samples, uploadLimitBytes, fault }: HomeOptions) {
  const { t, format, locale, base } = context;
  return {
    title: fault ? faultTitle(context, fault) : t('home.title'),
    path: '/',
    fault,
    status: modelStatusView(context, info),
    accept: IMAGE_ACCEPT,
    hint: t('home.hint', { formats: listImageFormats(t('word.or')), limit: format.bytes(uploadLimitBytes) }),
    limitBytes: String(uploadLimitBytes),
    modelName: info?.model && info.manifest ? manifestWords(context, info.manifest).name : null,
    clientMessages: JSON.stringify(clientMessages(locale)),
    samples: [...samples].map(([file, { description }]) => ({
      file,
      src: `${base}/assets/examples/${file}`,
      words: exampleWords(context, file, description),
    })),
  };
}

const CLIENT_KEYS =
  /^(queue\.|summary\.(?:done|failed|cancelled|underWay|notSent)|batch\.retryAll|batch\.paper\.|result\.position|word\.or$|fault\.(image_too_large|unsupported_media_type)\.)/;

/** The texts that the page's scripts show. */
function clientMessages(locale: PageContext['locale']): Record<string, string> {
  const messages = Object.entries(MESSAGES[locale]);
  return Object.fromEntries(messages.filter(([key]) => CLIENT_KEYS.test(key)));
}

function exampleWords({ t, locale }: PageContext, file: string, description: string): Words {
  const key = `home.example.${file.replace(/\.\w+$/, '')}`;
  return isMessageKey(key) ? { text: t(key), lang: null } : englishWords(description, locale);
}
