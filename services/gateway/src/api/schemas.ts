import {
  type Assessment,
  type Classification,
  ERROR_CODES,
  type ErrorCode,
  EXPLANATION_METHODS,
  type Explanation,
  encodeManifest,
  GUESSES,
  IMAGE_FORMAT_IDS,
  MODEL_PHASES,
  type ModelInfo,
  QUALITY_CODES,
  REASONS,
  SERVED_PRECISIONS,
  type SlcError,
  toSlcError,
  VERDICTS,
} from '@slc/domain';
import { z } from 'zod';
import { HTTP_ERRORS } from '../http/http-errors.js';

/** The answers of the JSON API. The OpenAPI document is made by these schemas, and so is every answer but a classification. */

/** The schemas that the OpenAPI document names, each by its id. */
export const namedSchemas = z.registry<{ id: string }>();

const className = z.string().describe('The id of one of the model’s classes: see its manifest’s `labels`.');
const fraction = z.number().min(0).max(1);
/** A bound that a double and a program's 64 bits hold, far above any model. */
const bytes = z
  .int()
  .min(0)
  .max(2 ** 50)
  .nullable();
const milliseconds = z.number().nonnegative();
/** As the worker counts them: 32 bits in its messages. */
const pixels = z
  .int()
  .min(1)
  .max(2 ** 32 - 1);
/** Of a map's or a list's own size. */
const count = z
  .int()
  .min(0)
  .max(2 ** 32 - 1);

const modelRef = z
  .object({
    id: z.string().describe('The name by which settings and commands refer to the model.'),
    revision: z.string().describe('A release of the weights, or the commit from which they come.'),
    sha256: z
      .string()
      .describe('Hex digest of the weights: of the file, or of all files where they are several.'),
    standIn: z.boolean().describe('True where a stand-in answers, such as the compact model.'),
    precision: z
      .enum(SERVED_PRECISIONS)
      .describe(
        'The numbers that the network is computed in. At `int8` logits differ a little from those at `float32`; by how much that changes answers was measured: `precisions.int8.loss` of the model’s manifest. `as in the file`: an ONNX file that was saved in int8 or float16.',
      ),
    guessed: z
      .array(z.enum(GUESSES))
      .exactOptional()
      .describe(
        'What was guessed of the model: where a guess is wrong, the answers are wrong. `classes`: which class each output stands for. `scaling`: how pixels are scaled, or else prepared. Absent where nothing was. Show it wherever you show the answer.',
      ),
  })
  .describe('Names the model that answers.')
  .register(namedSchemas, { id: 'ModelRef' });

const assessment = z
  .object({
    verdict: z
      .enum(VERDICTS)
      .describe(
        '`clear`: one class stands out, and nothing that was measured speaks against the answer, which may still be wrong. `undecided`: more than one class is plausible, the views disagree, or the image is unlike those that the model was made for. `unusable`: the image cannot be judged, and the numbers mean nothing. How the limits did on images held out of their fit: `predictionSet.heldOut` and `outliers.heldOut` of the model’s manifest.',
      ),
    reasons: z
      .array(z.enum(REASONS))
      .describe('All that speaks against the answer; empty for a clear answer.'),
    predictionSet: z
      .object({
        classes: z.array(className).describe('Ids of the plausible classes.'),
        coverage: fraction.describe('The share of images whose set should hold the true class.'),
      })
      .nullable()
      .describe(
        'The classes that are plausible, most probable first. Null for a model without measured prediction sets.',
      ),
    outlier: z
      .object({
        score: z.number().describe('Above 1 for one in twenty of the images that the model was made for.'),
        unusableFrom: z.number().describe('Above it the model cannot judge the image.'),
      })
      .nullable()
      .describe(
        'How unlike the images that the model was made for an image is. Null for a model without measured limits.',
      ),
    quality: z
      .array(
        z.object({
          code: z.enum(QUALITY_CODES).describe('What was measured.'),
          value: z.number().describe('The figure of this picture.'),
          limit: z.number().describe('The limit that it was compared with.'),
        }),
      )
      .describe(
        'What was measured of the picture, in the region that the model sees. Empty for a model whose pictures these limits do not fit.',
      ),
    views: z
      .object({
        count: count.min(1).describe('How many views there were.'),
        agreeing: count.describe('How many of them have the answer’s top class.'),
      })
      .nullable()
      .describe('The views of the picture that the network saw. Null for one view.'),
  })
  .describe('How far the answer may be believed. Show it wherever you show the answer.')
  .register(namedSchemas, { id: 'Assessment' }) satisfies z.ZodType<Assessment>;

const explanation = z
  .object({
    method: z.enum(EXPLANATION_METHODS).describe('The method that was asked for.'),
    class: className.describe('The class that is explained: the top class.'),
    height: count.min(1).describe('Rows of the map.'),
    width: count.min(1).describe('Columns of the map.'),
    values: z
      .array(fraction)
      .describe(
        'height x width numbers, row by row, of the square that the model saw. The largest is 1; all are 0 where the map shows nothing.',
      ),
    check: z
      .object({
        drop: z.number().describe('Without the fifth of the picture where the map is strongest.'),
        randomDrop: z.number().describe('Without random fifths of the same shape, on average.'),
        holds: z
          .boolean()
          .describe(
            'Whether `drop` is above `randomDrop` by more than 0.05. Otherwise the map does not show what the answer rests on.',
          ),
      })
      .describe(
        'By how much the class’s probability falls when a part of the picture is replaced by its mean colour.',
      ),
  })
  .describe(
    'Where in the picture the answer comes from, with a check of whether that is so. Absent unless it was asked for.',
  )
  .register(namedSchemas, { id: 'Explanation' }) satisfies z.ZodType<Explanation>;

export const classificationSchema = z
  .object({
    topClass: className.describe(
      'The class with the highest probability, by its id: see the `labels` of the model’s manifest.',
    ),
    predictions: z
      .array(
        z.object({
          class: className,
          probability: fraction.describe('Calibrated: softmax(logits / temperature).'),
          logit: z.number().describe('The network’s own output, before temperature and softmax.'),
        }),
      )
      .describe('Every class of the model, most probable first; the probabilities sum to 1.'),
    malignantProbability: fraction
      .exactOptional()
      .describe(
        'The sum over the malignant and pre-malignant classes. Absent where the model’s labels do not say which these are.',
      ),
    assessment,
    explanation: explanation.exactOptional(),
    temperature: z
      .number()
      .positive()
      .describe('T in softmax(logits / T), by which the model’s probabilities are calibrated.'),
    model: modelRef,
    engine: z.string().describe('What ran the network, such as `onnx`.'),
    image: z
      .object({
        format: z.enum(IMAGE_FORMAT_IDS).describe('Told by the first bytes of the file.'),
        width: pixels.describe('Pixels, as decoded, before any EXIF orientation.'),
        height: pixels.describe('Pixels, as the width.'),
      })
      .describe('What was analysed.'),
    timingsMs: z
      .object({
        queue: milliseconds.describe('Waiting for its turn.'),
        decode: milliseconds.describe('From the file to the network’s input.'),
        inference: milliseconds.describe('In the network, in a batch with other images.'),
        total: milliseconds.describe('From its admission to its answer.'),
      })
      .describe('Where the time went inside the worker, in milliseconds.'),
    notice: z.string().describe('Show it wherever you show the answer.'),
  })
  .describe('The answer to one image.')
  .register(namedSchemas, { id: 'Classification' }) satisfies z.ZodType<Classification>;

const modelState = z
  .object({
    phase: z.enum(MODEL_PHASES).describe('`ready`: images are classified, by the model or by a stand-in.'),
    reason: z
      .string()
      .describe('One sentence for a person. When `ready`: what is still going on beside it, or empty.'),
    bytesDone: bytes.describe('How many bytes of the model’s file have been fetched.'),
    bytesTotal: bytes.describe('The size of that file.'),
  })
  .describe('Whether images are classified, and if not, why.')
  .register(namedSchemas, { id: 'ModelState' });

/** Validated by the domain's schema; the OpenAPI document describes it by that, too. */
const manifestJson = z
  .unknown()
  .describe('Everything known about a model.')
  .register(namedSchemas, { id: 'ModelManifest' });

export const modelInfoSchema = z
  .object({
    state: modelState,
    model: modelRef.nullable().describe('The model that answers. Null while none does.'),
    engine: z.string().nullable().describe('What runs its network. Null while none does.'),
    manifest: manifestJson
      .nullable()
      .describe(
        'Of the model that answers or, while none does, of the configured one. Null when it could not be read.',
      ),
  })
  .describe('The model and its state.')
  .register(namedSchemas, { id: 'ModelInfo' });

export function toModelInfoAnswer({ manifest, ...info }: ModelInfo): z.infer<typeof modelInfoSchema> {
  return modelInfoSchema.parse({ ...info, manifest: manifest && encodeManifest(manifest) });
}

export const livenessSchema = z
  .object({ alive: z.literal(true).describe('The gateway answers.') })
  .describe('Whether the gateway answers at all.')
  .register(namedSchemas, { id: 'Liveness' });

export const readinessSchema = z
  .object({ reason: z.string().describe('One sentence for a person, as in `state`.'), state: modelState })
  .describe('Whether images are classified right now.')
  .register(namedSchemas, { id: 'Readiness' });

/** These stay inside: the caller of the first is gone, and of a model that cannot serve callers hear `model_not_ready`. */
const NOT_FOR_CALLERS = ['cancelled', 'unsupported_model'] as const satisfies ErrorCode[];

const PROBLEM_CODES = ERROR_CODES.filter(isForCallers);

function isForCallers(code: ErrorCode): code is Exclude<ErrorCode, (typeof NOT_FOR_CALLERS)[number]> {
  return !NOT_FOR_CALLERS.some((one) => one === code);
}

export const problemSchema = z
  .object({
    type: z.literal('about:blank').describe('The codes have no pages of their own.'),
    title: z.string().describe('The error in general, for a person.'),
    status: z.int().min(400).max(599).describe('The HTTP status.'),
    detail: z.string().describe('What was expected, what came and where, for a person.'),
    code: z.enum(PROBLEM_CODES).describe('The error, for programs.'),
    instance: z.string().describe('The path that was asked for.'),
  })
  .describe('An error, as RFC 9457 has it.')
  .register(namedSchemas, { id: 'Problem' });

/**
 * An error that is not for callers is a fault of the service.
 *
 * @param instance the path of the request, as the browser knows it
 */
export function toProblem(error: SlcError, instance: string): z.infer<typeof problemSchema> {
  const { message: detail, code } = isForCallers(error.code) ? error : toSlcError(undefined);
  const { status, title } = HTTP_ERRORS[code];
  return problemSchema.parse({ type: 'about:blank', title, status, detail, code, instance });
}
