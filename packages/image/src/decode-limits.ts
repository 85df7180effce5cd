export interface DecodeLimits {
  readonly maxBytes: number;
  /** Width times height, as the file declares them. */
  readonly maxPixels: number;
}
