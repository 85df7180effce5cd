/** Whether the main pointer is a finger: then there is most likely a camera, no keyboard, and nothing to drag files from. */
export function pointsByFinger(): boolean {
  return window.matchMedia('(pointer: coarse)').matches;
}
