import type { Preprocessing } from '@slc/domain';

/** A recipe on one line, in a manifest's words and in the order in which they are applied. */
export function recipeText(recipe: Preprocessing): string {
  const { preset, channels, shorterSideTo, crop, resize, scale, offset, standardise, views } = recipe;
  return [
    preset && `preset ${preset}`,
    channels,
    shorterSideTo != null && `shorter side to ${shorterSideTo}`,
    `crop ${typeof crop === 'string' ? crop : words(crop)}`,
    `resize ${resize}`,
    `scale ${numbers(scale)}`,
    `offset ${numbers(offset)}`,
    standardise && `standardise ${standardise}`,
    views > 1 && `${views} views`,
  ]
    .filter(Boolean)
    .join(', ');
}

/** `{ centre: 224 }` as `centre 224`. */
function words(crop: Exclude<Preprocessing['crop'], string>): string {
  return Object.entries(crop).flat().join(' ');
}

/** To six significant digits; those of several channels in brackets. */
function numbers(values: number | readonly number[]): string {
  const texts = [values].flat().map((value) => String(Number(value.toPrecision(6))));
  return texts.length === 1 ? texts.join() : `[${texts.join(' ')}]`;
}
