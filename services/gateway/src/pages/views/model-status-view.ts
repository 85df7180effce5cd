import type { ModelInfo, ModelState } from '@slc/domain';
import { guessWords } from './guess-words.js';
import type { PageContext } from './page-context.js';
import { englishWords } from './words.js';

const UNREACHABLE = { phase: 'unreachable', reason: '', bytesDone: null, bytesTotal: null } as const;

/**
 * The state of the model, shown above everything else unless all is well. `ready` without words is rendered as an empty
 * line, which a script can fill later.
 */
export function modelStatusView(context: PageContext, info: ModelInfo | null) {
  const state = info?.state ?? UNREACHABLE;
  const { phase, reason, bytesDone } = state;
  const isReady = phase === 'ready';
  const words = isReady
    ? servingWords(context, state, info?.model?.standIn ?? false)
    : context.t(`status.${phase}`);
  const guesses = guessWords(context, info?.manifest?.guessed);
  return {
    phase,
    words,
    /** What was guessed of the model; null where nothing was. */
    guesses,
    isSilent: words === null && guesses === null,
    /** The worker's own sentence, for operators: behind a fold, in English. */
    detail: reason === '' || phase === 'starting' ? null : englishWords(reason, context.locale),
    progress: progressView(context, state),
    /** Whether a script should ask again by itself. A model that serves with a reason may soon be replaced. */
    willChange: isReady ? bytesDone !== null || reason !== '' : phase !== 'failed',
    /** Whether images that are chosen now can only be sent later. */
    sendsLater: phase === 'starting' || phase === 'fetching',
  };
}

/** Null where all is well. */
function servingWords(
  { t }: PageContext,
  { reason, bytesDone }: Pick<ModelState, 'reason' | 'bytesDone'>,
  isStandIn: boolean,
): string | null {
  const words = isStandIn ? [t('status.standIn')] : [];
  if (bytesDone !== null) words.push(t('status.standInFetching'));
  else if (reason !== '') words.push(t(isStandIn ? 'status.standInAlone' : 'status.modelStays'));
  return words.join(' ') || null;
}

function progressView(
  { t, format }: PageContext,
  { bytesDone, bytesTotal }: Pick<ModelState, 'bytesDone' | 'bytesTotal'>,
) {
  if (bytesDone === null) return null;
  const done = format.megabytes(bytesDone);
  const value = String(bytesDone);
  if (bytesTotal === null) return { value, max: '', text: t('status.progressUnknown', { done }) };
  const text = t('status.progress', { done, total: format.megabytes(bytesTotal) });
  return { value, max: String(bytesTotal), text };
}

/** A page of nothing else: scripts load it, and people may open its address. */
export function modelStatusPageView(context: PageContext, info: ModelInfo | null) {
  const { t } = context;
  const status = modelStatusView(context, info);
  const readyWords = status.words ?? t('status.ready');
  return { title: t('site.nav.model'), path: '/model-status', status, readyWords };
}
