/** A bar on a scale that is 100 wide, as an SVG path along its middle, 5 from the top. @param fraction 0..1 */
export function barPath(fraction: number): string {
  return `M0 5h${(fraction * 100).toFixed(2)}`;
}
