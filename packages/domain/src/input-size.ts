/** Pixels along one side of the pictures that a network takes, at most. */
export const MOST_SIDE_PIXELS = 4096;
