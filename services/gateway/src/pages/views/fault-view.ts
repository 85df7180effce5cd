import { type ErrorCode, listImageFormats, type SlcError } from '@slc/domain';
import { HTTP_ERRORS } from '../../http/http-errors.js';
import type { MessageKey } from '../locales/en.js';
import type { PageContext } from './page-context.js';
import { englishWords } from './words.js';

export type FaultView = ReturnType<typeof faultView>;

/** An error as a page shows it: what happened, what to do now, and behind a fold the exact message. */
export function faultView({ t, locale }: PageContext, error: SlcError) {
  const { code } = error;
  return {
    code,
    label: t('fault.label', { status: String(HTTP_ERRORS[code].status) }),
    title: t(`fault.${code}.title`),
    advice: t(`fault.${code}.advice`, { formats: listImageFormats(t('word.or')) }),
    detail: englishWords(error.message, locale),
  };
}

/** What helps where no image was sent, in place of advice on images. */
const ADVICE_ON_PAGES: Partial<Record<ErrorCode, MessageKey>> = {
  invalid_request: 'fault.not_found.advice',
  overloaded: 'fault.page.advice',
  model_not_ready: 'fault.page.advice',
  deadline_exceeded: 'fault.page.advice',
  cancelled: 'fault.page.advice',
};

/** A page that shows only an error. */
export function faultPageView(context: PageContext, error: SlcError) {
  const advice = ADVICE_ON_PAGES[error.code];
  const fault = faultView(context, error);
  return {
    title: faultTitle(context, fault),
    path: null,
    fault: advice === undefined ? fault : { ...fault, advice: context.t(advice) },
  };
}

/** The page's title: a screen reader reads it first, so it names the error. */
export function faultTitle({ t }: PageContext, { title }: FaultView): string {
  return t('fault.pageTitle', { title });
}
