/**
 * McNemar's exact test: the two-sided probability, when both models are equally good, that the discordant answers divide
 * at least as unevenly as here (McNemar, Psychometrika 1947; the binomial test with p = 1/2).
 *
 * @param onlyFirst images that the first model alone answers right
 * @param onlySecond images that the second model alone answers right
 */
export function mcnemarExact(onlyFirst: number, onlySecond: number): number {
  const images = onlyFirst + onlySecond;
  const fewer = Math.min(onlyFirst, onlySecond);
  if (2 * fewer === images) return 1;
  // log of the binomial probability of `fewer`, then down to 0: each term from the one before it.
  let logTerm = -images * Math.LN2;
  for (let k = 1; k <= fewer; k++) logTerm += Math.log((images - k + 1) / k);
  let term = 1;
  let sum = 1;
  for (let k = fewer; k > 0; k--) {
    term *= k / (images - k + 1);
    sum += term;
  }
  return Math.min(2 * Math.exp(logTerm) * sum, 1);
}
