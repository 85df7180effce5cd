import type { Pixels } from '../src/pixels.js';

export function blurred(image: Pixels, sideShare: number): Pixels;
export function shaken(image: Pixels, sideShare: number): Pixels;
export function exposed(image: Pixels, gain: number): Pixels;
export function saturated(image: Pixels, share: number): Pixels;
export function withDarkCorners(image: Pixels, sideShare: number): Pixels;
export function withoutContent(image: Pixels): Pixels;
export function noisy(image: Pixels, sigma: number): Pixels;
export function pixelated(image: Pixels, rows: number): Pixels;
export function compressed(image: Pixels, quality: number): Promise<Pixels>;
export function uniform(seed: number): () => number;
