import type { ModelInfo } from '@slc/domain';
import type { MessageKey } from '../locales/en.js';
import type { PageContext } from './page-context.js';
import { englishWords, type Words } from './words.js';

/** How the model stands, said above everything else where that is not simply well. */
export interface ModelStatusView {
  /** `ready` with nothing to say is shown as an empty line, which a script can fill later. */
  readonly phase: string;
  readonly words: string | null;
  /** The worker's own sentence, for operators: behind a fold, in English. */
  readonly detail: Words | null;
  readonly progress: { readonly value: string; readonly max: string; readonly text: string } | null;
  /** Whether a script should look again by itself. */
  readonly willChange: boolean;
  /** Whether images that are chosen now can only be sent later. */
  readonly sendsLater: boolean;
}

export function modelStatusView({ t, format, locale }: PageContext, info: ModelInfo | null): ModelStatusView {
  if (info === null) {
    return {
      phase: 'unreachable',
      words: t('status.unreachable'),
      detail: null,
      progress: null,
      willChange: true,
      sendsLater: false,
    };
  }
  const { phase, reason, bytesDone, bytesTotal } = info.state;
  const isFetching = bytesDone !== null;
  const progress = isFetching
    ? {
        value: String(bytesDone),
        max: bytesTotal === null ? '' : String(bytesTotal),
        text:
          bytesTotal === null
            ? t('status.progressUnknown', { done: format.bytes(bytesDone) })
            : t('status.progress', { done: format.bytes(bytesDone), total: format.bytes(bytesTotal) }),
      }
    : null;
  const detail = reason === '' || phase === 'starting' ? null : englishWords(reason, locale);
  if (phase !== 'ready') {
    const key: MessageKey = `status.${phase}`;
    return {
      phase,
      words: t(key),
      detail,
      progress,
      willChange: phase !== 'failed',
      sendsLater: phase === 'starting' || phase === 'fetching',
    };
  }
  const words = [
    ...(info.model?.standIn ? [t('status.standIn')] : []),
    ...(isFetching ? [t('status.standInFetching')] : []),
    ...(!isFetching && reason !== '' ? [t(besideKey(info))] : []),
  ];
  return {
    phase,
    words: words.length > 0 ? words.join(' ') : null,
    detail,
    progress,
    // A model with something to say may be on its way out.
    willChange: isFetching || reason !== '',
    sendsLater: false,
  };
}

/** What a model that serves has to say beside that, where it is not of a file being fetched. */
function besideKey({ model }: ModelInfo): MessageKey {
  return model?.standIn ? 'status.standInAlone' : 'status.modelStays';
}

/** A page of nothing else, for those who come upon its address. */
export function modelStatusPageView(context: PageContext, info: ModelInfo | null) {
  const status = modelStatusView(context, info);
  const readyWords = status.words ?? context.t('status.ready');
  return {
    title: context.t('site.nav.model'),
    path: '/model-status',
    prefix: context.prefix,
    status,
    readyWords,
  };
}
