import type { ModelInfo } from '@slc/domain';
import type { MessageKey } from '../locales/en.js';
import type { PageContext } from './page-context.js';
import { englishWords, type Words } from './words.js';

/** The state of the model, shown above everything else unless all is well. */
export interface ModelStatusView {
  /** `ready` without words is rendered as an empty line, which a script can fill later. */
  readonly phase: string;
  readonly words: string | null;
  /** The worker's own sentence, for operators: behind a fold, in English. */
  readonly detail: Words | null;
  readonly progress: { readonly value: string; readonly max: string; readonly text: string } | null;
  /** Whether a script should ask again by itself. */
  readonly willChange: boolean;
  /** Whether images that are chosen now can only be sent later. */
  readonly sendsLater: boolean;
}

export function modelStatusView(context: PageContext, info: ModelInfo | null): ModelStatusView {
  const { t, locale } = context;
  if (info === null) {
    const words = t('status.unreachable');
    return { phase: 'unreachable', words, detail: null, progress: null, willChange: true, sendsLater: false };
  }
  const { phase, reason, bytesDone } = info.state;
  const detail = reason === '' || phase === 'starting' ? null : englishWords(reason, locale);
  const progress = progressView(context, info.state);
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
  const isFetching = bytesDone !== null;
  const isStandIn = info.model?.standIn ?? false;
  const words = [
    ...(isStandIn ? [t('status.standIn')] : []),
    ...(isFetching ? [t('status.standInFetching')] : []),
    ...(!isFetching && reason !== '' ? [t(isStandIn ? 'status.standInAlone' : 'status.modelStays')] : []),
  ];
  return {
    phase,
    words: words.length > 0 ? words.join(' ') : null,
    detail,
    progress,
    // A model that serves with a reason may soon be replaced.
    willChange: isFetching || reason !== '',
    sendsLater: false,
  };
}

function progressView({ t, format }: PageContext, { bytesDone, bytesTotal }: ModelInfo['state']) {
  if (bytesDone === null) return null;
  const done = format.bytes(bytesDone);
  return {
    value: String(bytesDone),
    max: bytesTotal === null ? '' : String(bytesTotal),
    text:
      bytesTotal === null
        ? t('status.progressUnknown', { done })
        : t('status.progress', { done, total: format.bytes(bytesTotal) }),
  };
}

/** A page of nothing else: scripts load it, and people may open its address. */
export function modelStatusPageView(context: PageContext, info: ModelInfo | null) {
  const status = modelStatusView(context, info);
  return {
    title: context.t('site.nav.model'),
    path: '/model-status',
    prefix: context.prefix,
    status,
    readyWords: status.words ?? context.t('status.ready'),
  };
}
