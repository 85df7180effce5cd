/** What an upload, or the message that carries it, may hold besides the image; with it, one a little over its limit gets a clear answer. */
export const AROUND_THE_IMAGE_BYTES = 64 * 1_024;
