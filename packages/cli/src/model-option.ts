/** What commands take for a model. */
export const MODEL_HELP =
  'manifest id, or path of a manifest (.json), of a bare model file (.h5, .hdf5, .hd5, .keras, .onnx; told by its content), or of a folder with one of these';
