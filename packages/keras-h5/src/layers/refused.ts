const VOLUMES = 'it works on volumes, and a picture has no depth';
const RECURRENCE = 'it goes through steps one after the other, as in text or video';
const SYMBOLS = 'it looks up words or numbers, which a picture has none of';

/** Layers that are refused for a reason, by class: others are merely not known. */
export const REFUSED_LAYERS: Readonly<Record<string, string>> = {
  Conv3D: VOLUMES,
  Conv3DTranspose: VOLUMES,
  MaxPooling3D: VOLUMES,
  AveragePooling3D: VOLUMES,
  GlobalMaxPooling3D: VOLUMES,
  GlobalAveragePooling3D: VOLUMES,
  UpSampling3D: VOLUMES,
  ZeroPadding3D: VOLUMES,
  Cropping3D: VOLUMES,
  LSTM: RECURRENCE,
  GRU: RECURRENCE,
  SimpleRNN: RECURRENCE,
  RNN: RECURRENCE,
  Bidirectional: RECURRENCE,
  ConvLSTM1D: RECURRENCE,
  ConvLSTM2D: RECURRENCE,
  ConvLSTM3D: RECURRENCE,
  Embedding: SYMBOLS,
  StringLookup: SYMBOLS,
  IntegerLookup: SYMBOLS,
  TextVectorization: SYMBOLS,
  Hashing: SYMBOLS,
  CategoryEncoding: SYMBOLS,
  Discretization: SYMBOLS,
  HashedCrossing: SYMBOLS,
  Masking: 'it leaves out steps of a sequence, and a picture has all its pixels',
};
