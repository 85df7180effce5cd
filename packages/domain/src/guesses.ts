/** What a model file does not say of itself. Where nobody says it either it is guessed, and every answer says so. */
export const GUESSES = ['classes', 'scaling'] as const;

export type Guess = (typeof GUESSES)[number];
