/** What commands take for a model. */
export const MODEL_HELP =
  'manifest id, or path of a manifest (.json) or bare model file (.h5, .hdf5, .hd5, .keras, .onnx; told by its content)';
