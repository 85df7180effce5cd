import { describe, expect, it } from 'vitest';
import { countOperators, keptMetadata } from './describe-network.js';

describe('keptMetadata', () => {
  it('keeps the words that name classes and recipe, and nothing else', () => {
    const metadata = new Map([
      ['names', "{0: 'a'}"],
      ['imgsz', '[224, 224]'],
      ['author', 'somebody'],
    ]);
    expect(keptMetadata(metadata)).toEqual({ names: "{0: 'a'}", imgsz: '[224, 224]' });
  });

  it('keeps none that are longer than any list of classes', () => {
    expect(keptMetadata(new Map([['names', 'n'.repeat(65_537)]]))).toEqual({});
  });
});

describe('countOperators', () => {
  it('counts operators whose names every object has', () => {
    expect(countOperators(['constructor', 'toString', 'constructor'])).toEqual({
      constructor: 2,
      toString: 1,
    });
  });
});
