import { z } from 'zod';
import { inputsOf, refusal, show } from '../layer-call.js';
import { defineLayer } from './define-layer.js';
import { addScaled } from './scaling.js';

const options = {
  function: z.unknown(),
  function_type: z.unknown().optional(),
  module: z.unknown().optional(),
  output_shape: z.unknown().optional(),
  output_shape_type: z.unknown().optional(),
  output_shape_module: z.unknown().optional(),
  mask: z.unknown().optional(),
  mask_type: z.unknown().optional(),
  arguments: z.record(z.string(), z.unknown()).default({}),
};

/**
 * A `Lambda` holds marshalled Python, which is never run. The one that Keras's own InceptionResNetV2 writes is
 * recognised to the byte, and any other is refused.
 */
export const lambda = defineLayer({
  options,
  note: "InceptionResNetV2's scale only: lambda inputs, scale: inputs[0] + inputs[1] * scale",
  read(call, { function: code, arguments: given }) {
    const [scale, ...others] = Object.values(given);
    if (!isScaledSum(code) || typeof scale !== 'number' || others.length > 0) {
      const calledWith = `${inputsOf(call).length} inputs, arguments ${show(given)}`;
      throw refusal(
        call,
        `holds Python code, which is never run, and this code is not a known one (called with ${calledWith})`,
      );
    }
    return addScaled(call, scale);
  },
});

/**
 * Instructions of `lambda inputs, scale: inputs[0] + inputs[1] * scale` as CPython compiles it:
 * argument 0 [constant 1] + argument 0 [constant 2] * argument 1.
 */
const SCALED_SUM = [
  // 3.6 to 3.10
  '7c006401 1900 7c006402 1900 7c01 1400 1700 5300',
  // 3.11
  '9700 7c006401 19000000000000000000 7c006402 19000000000000000000 7c01 7a050000 7a000000 5300',
  // 3.12
  '9700 7c006401 19000000 7c006402 19000000 7c01 7a050000 7a000000 5300',
  // 3.13
  '9500 55005301 05000000 55005302 05000000 5501 2d050000 2d000000 2400',
].map((hex) => hex.replaceAll(' ', ''));

/** The constants (None, 0, 1) in the marshal format; the numbers may be marked as shared. */
const CONSTANTS = /(29|a9)03(4e|ce)(69|e9)00000000(69|e9)01000000/;

function isScaledSum(code: unknown): boolean {
  const [text] = [code].flat();
  const base64 = z
    .union([
      z.string(),
      z.object({ config: z.object({ code: z.string() }) }).transform(({ config }) => config.code),
    ])
    .safeParse(text);
  if (!base64.success) return false;
  const marshalled = Buffer.from(base64.data, 'base64').toString('hex');
  return SCALED_SUM.some((instructions) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(instructions.length / 2);
    // A byte string (`s`, perhaps marked as shared) of exactly these instructions.
    const isFound = ['73', 'f3'].some((type) =>
      marshalled.includes(`${type}${length.toString('hex')}${instructions}`),
    );
    return isFound && CONSTANTS.test(marshalled);
  });
}
