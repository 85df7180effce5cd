/** How the name of a file ends that `--dicom-out` writes, by what it is of an image. */
export const DERIVED_ENDINGS = { report: '.sr.dcm', heatMap: '.sc.dcm' } as const;

/** Whether a name says that the file was made of an image's answer, so that it is no photograph. */
export function hasDerivedEnding(name: string): boolean {
  const lower = name.toLowerCase();
  return Object.values(DERIVED_ENDINGS).some((ending) => lower.endsWith(ending));
}
