/** Writes numbers as the page's language does. */
export interface ChartFormat {
  /** @param fraction 0..1 */
  percent(fraction: number, digits?: number): string;
  integer(value: number): string;
  decimal(value: number, digits: number): string;
}

/** A text with its language, where that differs from the page's. */
export interface Label {
  readonly text: string;
  readonly lang: string | null;
}
