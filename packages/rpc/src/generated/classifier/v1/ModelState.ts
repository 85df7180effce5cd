// Original file: proto/classifier/v1/classifier.proto

import type { Long } from '@grpc/proto-loader';

export interface ModelState {
  /**
   * starting; fetching (from the Hub, also while it waits for the next try); ready (a stand-in counts); recovering
   * (its engine is replaced or silent, or its decoding stands still); failed (it will not serve until someone acts);
   * stopping.
   */
  'phase'?: (string);
  /**
   * One sentence for a person. When ready: what is still to come, such as the model that a stand-in answers for, or
   * empty.
   */
  'reason'?: (string);
  /**
   * How much of the configured model's file has been fetched, and its size. Absent when nothing is being fetched, or
   * the size is not known yet.
   */
  'bytesDone'?: (number | string | Long);
  'bytesTotal'?: (number | string | Long);
  '_bytesDone'?: "bytesDone";
  '_bytesTotal'?: "bytesTotal";
}

export interface ModelState__Output {
  /**
   * starting; fetching (from the Hub, also while it waits for the next try); ready (a stand-in counts); recovering
   * (its engine is replaced or silent, or its decoding stands still); failed (it will not serve until someone acts);
   * stopping.
   */
  'phase': (string);
  /**
   * One sentence for a person. When ready: what is still to come, such as the model that a stand-in answers for, or
   * empty.
   */
  'reason': (string);
  /**
   * How much of the configured model's file has been fetched, and its size. Absent when nothing is being fetched, or
   * the size is not known yet.
   */
  'bytesDone'?: (number);
  'bytesTotal'?: (number);
}
