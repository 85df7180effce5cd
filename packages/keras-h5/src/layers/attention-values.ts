import { ConstantValue, GraphValue } from '../graph-builder.js';
import { type LayerCall, refusal, show, withBatchFirst } from '../layer-call.js';

const ARGUMENTS = /^(training|name|return_attention_scores)$/;

/** Query, value and key in their order, or by name. @throws SlcError `unsupported_model` for a mask */
export function attentionValues(call: LayerCall, names: readonly string[]) {
  for (const [name, given] of Object.entries(call.named)) {
    const isNothing = !given || (Array.isArray(given) && given.every((each) => each === null));
    if (isNothing || names.includes(name) || ARGUMENTS.test(name)) continue;
    throw refusal(call, `${name} = ${show(given)}: expected attention without a mask`);
  }
  const positional = call.positional.flat(2).filter((each) => each !== null);
  if (positional.length > 3)
    throw refusal(call, `expected query, value and key, got ${positional.length} inputs`);
  const [query, value, key = value] = [0, 1, 2].map((i) => {
    const given = positional[i] ?? call.named[names[i] ?? ''];
    if (given === undefined || given === null) return undefined;
    if (given instanceof GraphValue && !(given instanceof ConstantValue)) return withBatchFirst(call, given);
    throw refusal(call, `expected values of the network, got ${show(given)}`);
  });
  if (!query || !value || !key) throw refusal(call, 'expected a query and a value');
  return { query, value, key };
}
