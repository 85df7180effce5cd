/** What each operation does, in English. The OpenAPI document and the API page say it. */
export const OPERATION_SUMMARIES = {
  classify: 'Classify one dermoscopic image',
  getModel: 'Describe the model and its state',
  getLiveness: 'Whether the gateway answers at all',
  getReadiness: 'Whether images are classified right now',
} as const;

export type OperationId = keyof typeof OPERATION_SUMMARIES;
