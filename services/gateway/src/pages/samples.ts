import { readFile } from 'node:fs/promises';
import { z } from 'zod';

const manifestSchema = z.object({
  images: z
    .array(z.object({ file: z.string().regex(/^[a-z0-9-]+\.(jpg|png)$/), description: z.string() }))
    .max(12),
});

/** At the same relative path in the repository and in the container image. */
const FOLDER = new URL('../../../../test_images/synthetic/', import.meta.url);

export type Samples = Awaited<ReturnType<typeof readSamples>>;

/** The drawings that the page offers as examples, by file name. There are none where the folder is missing. */
export async function readSamples() {
  const text = await readFile(new URL('manifest.json', FOLDER), 'utf8').catch(() => '{ "images": [] }');
  const { images } = manifestSchema.parse(JSON.parse(text));
  const samples = images.map(async ({ file, description }) => {
    return [file, { description, image: await readFile(new URL(file, FOLDER)) }] as const;
  });
  return new Map(await Promise.all(samples));
}
