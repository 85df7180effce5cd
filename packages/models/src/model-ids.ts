/** Served where no other model is named. Its file has to be fetched. */
export const DEFAULT_MODEL_ID = 'efficientnetv2s-ham10000';

/** Comes with the product, and serves within seconds. */
export const COMPACT_MODEL_ID = 'compact-lite0';
