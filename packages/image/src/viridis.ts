/**
 * The colour of a value of 0..1 in viridis: even in lightness, so equal steps look equal, also to the colour-blind and in grey
 * (Smith and van der Walt 2015, CC0; https://bids.github.io/colormap/). Every 15th of its 256 colours stands here; those between
 * are interpolated, which is off by 5 levels at most.
 *
 * @returns red, green, blue, each 0..255
 */
export function viridis(value: number): readonly [number, number, number] {
  const at = Math.min(Math.max(value, 0), 1) * (COLOURS.length - 1);
  const below = Math.min(Math.floor(at), COLOURS.length - 2);
  const [from, to] = [COLOURS[below] ?? BLACK, COLOURS[below + 1] ?? BLACK];
  const mix = (channel: 0 | 1 | 2) =>
    Math.round(from[channel] + (to[channel] - from[channel]) * (at - below));
  return [mix(0), mix(1), mix(2)];
}

const BLACK = [0, 0, 0] as const;

const COLOURS: readonly (readonly [number, number, number])[] = [
  [68, 1, 84],
  [72, 23, 105],
  [71, 42, 122],
  [67, 61, 132],
  [61, 78, 138],
  [53, 94, 141],
  [46, 109, 142],
  [41, 123, 142],
  [35, 137, 142],
  [31, 151, 139],
  [33, 165, 133],
  [46, 179, 124],
  [70, 192, 111],
  [101, 203, 94],
  [137, 213, 72],
  [176, 221, 47],
  [216, 226, 25],
  [253, 231, 37],
];
