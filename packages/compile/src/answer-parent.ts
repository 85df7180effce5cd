import { type Refusal, refusalOf } from './compile-protocol.js';

/**
 * Answers the one order of a process that `askChild` forked, and then ends. The process ends too when its parent is gone.
 *
 * @param answer of an order as the parent's caller sends it; what it throws is sent as a refusal
 */
export function answerParent<Order, Reply extends object>(answer: (order: Order) => Promise<Reply>): void {
  process.once('disconnect', () => process.exit());
  process.once('message', async (message) => {
    // Nothing else forks the main file, and its parent sends exactly this.
    const reply: Reply | Refusal = await answer(message as Order).catch(refusalOf);
    process.send?.(reply, () => process.disconnect());
  });
}
