import { describe, expect, it } from 'vitest';
import { sha256 } from '../tests/pillow-references.js';
import { drawDisc, drawGradient } from './synthetic.js';

const SIZE = { width: 192, height: 192 };

// The compact model's reference outputs hold these digests beside the logits that Keras computed for the pixels.
describe('the golden inputs', () => {
  it('draws the gradient that the reference logits were made from', () => {
    const { data } = drawGradient(SIZE);
    expect(sha256(data)).toBe('f032b7544814bce9205470a8b9dc484271d61e1dcd97fcc198ea5147de5f27f3');
  });

  it('draws the disc that the reference logits were made from', () => {
    const { data } = drawDisc(SIZE);
    expect(sha256(data)).toBe('25e1616503195c2a7c181eba8af7e2ea6bac4ae602fa3f83d08a1b9523833187');
  });

  it('draws other sizes, row by row', () => {
    const { width, height, data } = drawGradient({ width: 3, height: 2 });
    expect([width, height]).toEqual([3, 2]);
    expect([...data]).toEqual([0, 0, 0, 1, 0, 0, 2, 0, 1, 0, 1, 0, 1, 1, 1, 2, 1, 1]);
  });
});
