"""Converts a Keras model with tf2onnx, for compare-speed.mjs: python convert-with-tf2onnx.py MODEL.h5 OTHER.onnx"""
import os, sys
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import tensorflow as tf
import tf2onnx

model = tf.keras.models.load_model(sys.argv[1], compile=False)
signature = [tf.TensorSpec([None, *model.input_shape[1:]], tf.float32, name="input")]
tf2onnx.convert.from_keras(model, signature, opset=17, output_path=sys.argv[2])
