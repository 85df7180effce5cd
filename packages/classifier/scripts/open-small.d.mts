import type { Classifier } from '../src/index.js';

export function openSmall(model: string, options?: { readonly assessment?: boolean }): Promise<Classifier>;
