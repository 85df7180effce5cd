import type { ModelManifest } from '@slc/domain';

/** What to do with a manifest that was just written, for standard error. */
export function manifestAdvice({ guessed = [] }: ModelManifest, out: string | undefined): string {
  const path = out ?? 'the manifest';
  const lines = [
    ...(guessed.length > 0
      ? [
          `guessed: ${guessed.join(', ')}. Answers say so until you have checked it and taken it out of "guessed" in ${path}`,
        ]
      : []),
    ...(out === undefined ? [] : [`serve it: MODEL=${out} npm start`]),
  ];
  return lines.map((line) => `slc: ${line}\n`).join('');
}
