/** A share, 0..1, to a tenth of a percent: `90 %`, `12.5 %`. */
export function percent(share: number): string {
  return `${Number((100 * share).toFixed(1))} %`;
}

/** The same where all are equally wide, below each other: ` 90.0 %`. */
export function percentInColumn(share: number): string {
  return `${(100 * share).toFixed(1).padStart(5)} %`;
}
