/**
 * The same response, whose body fails where it becomes longer than it may be.
 *
 * @param tooLong makes the error that whoever reads the body gets
 */
export function boundedResponse(response: Response, mostBytes: number, tooLong: () => unknown): Response {
  if (!response.body) return response;
  let bytes = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(piece, controller) {
      bytes += piece.length;
      if (bytes > mostBytes) controller.error(tooLong());
      else controller.enqueue(piece);
    },
  });
  const { status, statusText, headers } = response;
  return new Response(response.body.pipeThrough(counting), { status, statusText, headers });
}
