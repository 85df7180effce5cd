import { z } from 'zod';
import { type CallResult, type LayerCall, refusal, show } from '../layer-call.js';
import { describeValues } from './describe-values.js';

/** How the calls of one class of Keras layer become graph layers. */
export interface LayerDefinition<Result extends CallResult = CallResult> {
  /** All options that are read; any other is refused, unless it matters in training alone. */
  readonly options: z.ZodRawShape;
  /** The last column of the README's table of layers. */
  readonly note: string;
  /** Whether a call with these options gives other numbers in training; left out where it never does. */
  differsInTraining?(options: LayerCall['options']): boolean;
  /** @returns the value that the layer gives, or several */
  read(call: LayerCall): Result;
}

export type LayerTable<Result extends CallResult = CallResult> = Readonly<
  Record<string, LayerDefinition<Result>>
>;

/** Makes a definition whose `read` gets the options checked against their schemas. */
export function defineLayer<Options extends z.ZodRawShape, Result extends CallResult>({
  note = '',
  read,
  ...rest
}: Pick<LayerDefinition, 'differsInTraining'> & {
  readonly options: Options;
  readonly note?: string;
  readonly read: (call: LayerCall, options: z.infer<z.ZodObject<Options>>) => Result;
}): LayerDefinition<Result> {
  const readOptions = optionsReader(rest.options);
  return { ...rest, note, read: (call) => read(call, readOptions(call)) };
}

/** Options that only matter in training or writing, or that the layer before has settled. */
const WITHOUT_EFFECT =
  /^(name|trainable|seed|rate|noise_shape|momentum|batch_input_shape|batch_size|seed_generator|autocast|.*_(initializer|regularizer|constraint))$/;

const FLOATS = /^((mixed_)?(float16|bfloat16)|float32|float64)$/;

/**
 * Every network is computed in float32: weights in the file are widened, and a network that was trained in mixed
 * precision is computed more exactly than it was trained.
 */
const dtype = z
  .union([
    z.string().regex(FLOATS),
    z.object({ config: z.object({ name: z.string().regex(FLOATS) }) }),
    z.null(),
  ])
  .optional();

/** Since Keras 3 every layer may name a quantisation; only none is handled. */
const quantization_config = z.null().optional();

/**
 * Makes a function that checks a layer's options. An option that the schemas do not name, and that has an effect outside
 * training, is refused: ignoring it would change the numbers in silence.
 *
 * @returns a function that throws SlcError `unsupported_model`, naming layer, option and value
 */
export function optionsReader<Shape extends z.ZodRawShape>(shape: Shape) {
  // Made once a layer class: a schema costs more than its use.
  const schema = z.strictObject({ dtype, quantization_config, ...shape });
  return (call: Pick<LayerCall, 'className' | 'name' | 'options'>): z.infer<z.ZodObject<Shape>> => {
    const relevant = Object.fromEntries(
      Object.entries(call.options).filter(([key]) => key in shape || !WITHOUT_EFFECT.test(key)),
    );
    const result = schema.safeParse(relevant);
    if (!result.success) {
      const faults = result.error.issues.flatMap((issue) => {
        const names = issue.code === 'unrecognized_keys' ? issue.keys : [String(issue.path[0] ?? '')];
        return names.map((name) => {
          const values = Object.hasOwn(shape, name) ? describeValues(shape[name]) : '';
          const only = values === '' ? '' : ` (expected ${values})`;
          return `${name} = ${show(call.options[name])}${only}`;
        });
      });
      throw refusal(call, `an option that is not supported: ${faults.join('; ')}`);
    }
    // The schema is `shape` with two more, so its result has every field of `shape`.
    return result.data as z.infer<z.ZodObject<Shape>>;
  };
}
