/**
 * Random numbers that a seed repeats on every machine: xoshiro128** 1.1 (Blackman and Vigna, "Scrambled linear
 * pseudorandom number generators", 2021; https://prng.di.unimi.it/xoshiro128starstar.c).
 */
export class Random {
  readonly #state: Int32Array;

  /** @param state four words of 32 bits, not all 0 */
  constructor(state: readonly [number, number, number, number]) {
    this.#state = Int32Array.from(state);
  }

  /** A generator whose state SplitMix32 fills from one number. */
  static seeded(seed: number): Random {
    let counter = seed | 0;
    const next = () => {
      counter = (counter + 0x9e3779b9) | 0;
      let word = counter;
      word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
      word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
      return (word ^ (word >>> 16)) >>> 0;
    };
    return new Random([next(), next(), next(), next()]);
  }

  /** A whole number of 0 .. 2^32 - 1. */
  uint32(): number {
    // Safe: it has four words. A typed array keeps them whole numbers, and is several times as fast as an array.
    const state = this.#state as unknown as [number, number, number, number];
    const result = Math.imul(rotate(Math.imul(state[1], 5), 7), 9) >>> 0;
    const shifted = state[1] << 9;
    state[2] ^= state[0];
    state[3] ^= state[1];
    state[1] ^= state[2];
    state[0] ^= state[3];
    state[2] ^= shifted;
    state[3] = rotate(state[3], 11);
    return result;
  }

  /** 0 <= x < 1, with 32 random bits. */
  uniform(): number {
    return this.uint32() / 2 ** 32;
  }

  /** A whole number of 0 .. bound - 1, each with the same chance to within bound / 2^32. */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }
}

function rotate(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}
