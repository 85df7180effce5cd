import { readFile } from 'node:fs/promises';
import { SlcError } from '@slc/domain';
import { z } from 'zod';

/** A drawing that the page offers as an example. */
export interface Sample {
  readonly file: string;
  readonly description: string;
  readonly image: Buffer;
}

export type Samples = ReadonlyMap<string, Sample>;

const manifestSchema = z.object({
  images: z
    .array(z.object({ file: z.string().regex(/^[a-z0-9-]+\.(jpg|png)$/), description: z.string() }))
    .max(12),
});

/** At the same relative path in the repository and in the container image. */
const FOLDER = new URL('../../../../test_images/synthetic/', import.meta.url);

/** There are none where the folder is missing. */
export async function readSamples(folder: URL = FOLDER): Promise<Samples> {
  const text = await readFile(new URL('manifest.json', folder), 'utf8').catch(() => null);
  if (text === null) return new Map();
  const { images } = manifestSchema.parse(JSON.parse(text));
  const read = images.map(async (sample) => ({
    ...sample,
    image: await readFile(new URL(sample.file, folder)),
  }));
  return new Map((await Promise.all(read)).map((sample) => [sample.file, sample]));
}

/** @throws SlcError `not_found` for any other name */
export function findSample(samples: Samples, file: string): Sample {
  const sample = samples.get(file);
  if (!sample)
    throw new SlcError('not_found', 'example: expected the name of one of the examples, got another');
  return sample;
}
