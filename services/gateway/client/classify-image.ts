import {
  type Classification,
  type ErrorCode,
  isErrorCode,
  isFaultOfImage,
  passesByItself,
} from '@slc/domain';
import { type LoadedPage, loadPage } from './load-page.js';
import { updateModelStatus } from './model-status.js';

/** A result page, with the words for the table, in the page's language. */
export interface Result {
  readonly page: Document;
  readonly verdictWord: string;
  /** These three are empty where the image cannot be judged, and the last where the label set does not say what is malignant. */
  readonly className: string;
  readonly probability: string;
  readonly malignant: string;
  /** When the image was classified, as ISO 8601 has it. */
  readonly time: string;
  /** In the order of the model's manifest. */
  readonly classIds: readonly string[];
  readonly classification: Classification;
}

export interface Fault {
  /** `no_answer` is the page's own: the service gave no code. */
  readonly code: ErrorCode | 'no_answer';
  readonly title: string;
  readonly advice: string;
  /** The JSON API's `detail`: what was expected, what came and where. In English, on every page. */
  readonly detail: string;
}

export type Answer =
  | { readonly kind: 'result'; readonly result: Result }
  /** Seconds are null where a retry without a person makes no sense. */
  | { readonly kind: 'fault'; readonly fault: Fault; readonly retryAfterSeconds: number | null };

export interface SendOptions {
  readonly signal: AbortSignal;
  /** Called with the share of the body that has been sent, 0..1. */
  readonly onProgress: (fraction: number) => void;
}

/** Whether the fault is in the image, so that the same file would be refused again. */
export function isOfImage({ code }: Fault): boolean {
  return isFaultOfImage(code);
}

/**
 * Sends one image's form and reads the page that answers it.
 *
 * @throws DOMException `AbortError` · Error when no page came, or one that is not of this service
 */
export async function classifyImage(url: string, body: FormData, options: SendOptions): Promise<Answer> {
  const loaded = await loadPage(url, { method: 'POST', body, ...options });
  const report = loaded.page.querySelector<HTMLElement>('[data-result]');
  return report ? { kind: 'result', result: readResult(loaded.page, report) } : readFault(loaded);
}

function readResult(page: Document, report: HTMLElement): Result {
  const {
    verdictWord = '',
    className = '',
    probability = '',
    malignant = '',
    classIds = '',
  } = report.dataset;
  const answer = report.querySelector<HTMLAnchorElement>('[data-answer]')?.href ?? '';
  const classification = JSON.parse(decodeURIComponent(answer.slice(answer.indexOf(',') + 1)));
  const time = report.querySelector('time')?.dateTime ?? '';
  return {
    ...{ page, verdictWord, className, probability, malignant, time },
    classIds: classIds.split(' '),
    classification,
  };
}

function readFault({ page, retryAfterSeconds }: LoadedPage): Answer {
  updateModelStatus(page);
  const fault = page.querySelector<HTMLElement>('[data-fault]');
  if (!fault) throw new Error('expected a result or an error page, got another');
  const isHopeless =
    page.querySelector('#model-status:not([data-will-change]):not([data-phase=ready])') !== null;
  const code = isErrorCode(fault.dataset.fault) ? fault.dataset.fault : 'internal';
  const textOf = (selector: string) => fault.querySelector(selector)?.textContent ?? '';
  const passes = passesByItself(code) && !isHopeless;
  return {
    kind: 'fault',
    fault: {
      code,
      title: textOf('[data-fault-title]'),
      advice: textOf('[data-fault-advice]'),
      detail: textOf('[data-fault-detail]'),
    },
    retryAfterSeconds: passes ? Math.max(1, retryAfterSeconds ?? 2) : null,
  };
}
