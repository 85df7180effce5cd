/** The name of the image on standard input. */
export const STANDARD_INPUT = '-';
