import type { Response } from 'express';

/** How many bytes of a body are JSON: those of binary tensors follow them. */
export const JSON_LENGTH_HEADER = 'Inference-Header-Content-Length';

/** @returns how many bytes the header says; NaN where it says no such number */
export function parseJsonLength(header: string): number {
  return /^\d{1,12}$/.test(header) ? Number(header) : Number.NaN;
}

/** Express matches routes in any case. */
const INFERENCE_PATH = /^\/v2(\/|$)/i;

/** Whether a path is one of the Open Inference Protocol, whose clients read errors in its own form alone. */
export function isInferencePath(path: string): boolean {
  return INFERENCE_PATH.test(path);
}

/** Answers with the JSON of the protocol. */
export function sendInferenceJson(response: Response, value: unknown): void {
  // KServe's client reads an error under exactly this type; Express would add a charset, which JSON does not have.
  response.setHeader('Content-Type', 'application/json');
  response.set('Cache-Control', 'no-store').send(Buffer.from(JSON.stringify(value)));
}

/** Answers with an error as the protocol has it. */
export function sendInferenceError(response: Response, message: string): void {
  sendInferenceJson(response, { error: message });
}
