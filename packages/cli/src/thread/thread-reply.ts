import type { ErrorCode } from '@slc/domain';

/** What a thread sends: its steps, and at the end its result or why there is none. */
export type ThreadReply<Result, Step> =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'done'; readonly result: Result }
  | {
      readonly kind: 'refused';
      readonly code: ErrorCode;
      readonly message: string;
      readonly cause: unknown;
    };
