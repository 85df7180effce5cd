/**
 * onnxruntime's Linux and macOS builds send usage events to Microsoft, and keep a device id on the disk for it, unless
 * this variable is set before the library is loaded (github.com/microsoft/onnxruntime, pull request 27379). This product
 * sends no usage data, so the variable is set whatever the operator's environment says.
 */
process.env.ORT_DISABLE_TELEMETRY = '1';
