// The only import of onnxruntime; evaluated in this order.
import './no-telemetry.js';

export { env, InferenceSession, Tensor } from 'onnxruntime-node';
