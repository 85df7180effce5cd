/** Asks a worker that was just started until it is ready. */
export async function untilReady(client) {
  for (;;) {
    const info = await client.getModelInfo({ timeoutMs: 1_000 }).catch(() => undefined);
    if (info?.state.phase === 'ready') return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
