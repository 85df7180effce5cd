import { type LoadedPage, loadPage } from './load-page.js';
import { updateModelStatus } from './model-status.js';

/** The JSON API's answer, which the result page contains; only the parts that are used here. */
export interface Classification {
  readonly topClass: string;
  readonly predictions: readonly {
    readonly class: string;
    readonly probability: number;
    readonly logit: number;
  }[];
  readonly malignantProbability?: number;
  readonly assessment: {
    readonly verdict: string;
    readonly predictionSet: { readonly classes: readonly string[] } | null;
    readonly outlier: { readonly score: number } | null;
  };
  readonly model: {
    readonly id: string;
    readonly revision: string;
    readonly sha256: string;
    readonly precision: string;
    readonly guessed?: readonly string[];
  };
}

/** A result page, with the words for the list and the summary, in the page's language. */
export interface Result {
  readonly page: Document;
  /** The verdict's word and the answer, in one line. */
  readonly outcome: string;
  readonly verdictWord: string;
  /** These three are empty where the image cannot be judged, and the last where the label set does not say what is malignant. */
  readonly className: string;
  readonly probability: string;
  readonly malignant: string;
  /** When the image was classified, as ISO 8601 has it. */
  readonly time: string;
  readonly classification: Classification;
}

export interface Fault {
  readonly title: string;
  readonly advice: string;
  /** Whether the fault is in the image, so that the same file would be refused again. */
  readonly isOfImage: boolean;
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

/** Faults that pass by themselves. */
const PASSING = ['model_not_ready', 'overloaded', 'rate_limited'];
/** Faults that the same file will have again. */
const OF_IMAGE = ['invalid_image', 'image_too_large', 'too_many_pixels', 'unsupported_media_type'];

/** Sends one image's form and reads the page that answers it. */
export async function classifyImage(url: string, body: FormData, options: SendOptions): Promise<Answer> {
  const loaded = await loadPage(url, { method: 'POST', body, ...options });
  const report = loaded.page.querySelector<HTMLElement>('[data-result]');
  return report ? { kind: 'result', result: readResult(loaded.page, report) } : readFault(loaded);
}

function readResult(page: Document, report: HTMLElement): Result {
  const { outcome = '', verdictWord = '' } = report.dataset;
  const { className = '', probability = '', malignant = '' } = report.dataset;
  const answer = report.querySelector<HTMLAnchorElement>('[data-answer]')?.href ?? '';
  const classification = JSON.parse(decodeURIComponent(answer.slice(answer.indexOf(',') + 1)));
  const time = report.querySelector('time')?.dateTime ?? '';
  return { page, outcome, verdictWord, className, probability, malignant, time, classification };
}

function readFault({ page, retryAfterSeconds }: LoadedPage): Answer {
  updateModelStatus(page);
  const fault = page.querySelector<HTMLElement>('[data-fault]');
  if (!fault) throw new Error('expected a result or an error page, got another');
  const isHopeless =
    page.querySelector('#model-status:not([data-will-change]):not([data-phase=ready])') !== null;
  const code = fault.dataset.fault ?? '';
  const passes = PASSING.includes(code) && !isHopeless;
  return {
    kind: 'fault',
    fault: {
      title: fault.querySelector('[data-fault-title]')?.textContent ?? '',
      advice: fault.querySelector('[data-fault-advice]')?.textContent ?? '',
      isOfImage: OF_IMAGE.includes(code),
    },
    retryAfterSeconds: passes ? Math.max(1, retryAfterSeconds ?? 2) : null,
  };
}
