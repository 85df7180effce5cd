// Original file: proto/classifier/v1/classifier.proto


/**
 * By how much the class's probability falls when a part of the picture is replaced by its mean colour.
 */
export interface DeletionCheck {
  /**
   * Without the fifth of the picture where the map is strongest.
   */
  'drop'?: (number | string);
  /**
   * Without random fifths of the same shape, on average.
   */
  'randomDrop'?: (number | string);
  /**
   * Whether drop is above random_drop by more than 0.05. Otherwise the map does not show what the answer rests on.
   */
  'holds'?: (boolean);
}

/**
 * By how much the class's probability falls when a part of the picture is replaced by its mean colour.
 */
export interface DeletionCheck__Output {
  /**
   * Without the fifth of the picture where the map is strongest.
   */
  'drop': (number);
  /**
   * Without random fifths of the same shape, on average.
   */
  'randomDrop': (number);
  /**
   * Whether drop is above random_drop by more than 0.05. Otherwise the map does not show what the answer rests on.
   */
  'holds': (boolean);
}
