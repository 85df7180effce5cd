#!/bin/sh
# install-onnx-cuda.sh OUT: installs onnxruntime's CUDA provider in the version that the lock file pins for onnxruntime-node.
# The install script of onnxruntime-node would fetch the same file, but would not verify it.
set -eu
out=$1
here=$(dirname "$(readlink -f "$0")")
# First, because it fails without the digest, and what follows are gigabytes.
version=$(sed -n 's/^  onnxruntime-node@\([0-9.]*\):$/\1/p' pnpm-lock.yaml | head -n 1)
url=${ORT_CUDA_URL:-https://www.nuget.org/api/v2/package/Microsoft.ML.OnnxRuntime.Gpu.Linux/$version}
node "$here/fetch-verified.mjs" "$url" "$ORT_CUDA_SHA256" /tmp/provider.zip

apt-get update
apt-get install --yes --no-install-recommends python3 python3-pip
rm -rf /var/lib/apt/lists/*
sh "$here/install-cuda.sh" "$here/cuda-onnx-cuda.txt" "$out/opt/cuda/lib"
# The folder of onnxruntime's own library in the worker's image. The provider must be beside it; check-onnx-cuda.mjs fails otherwise.
library=/app/node_modules/.pnpm/onnxruntime-node@$version/node_modules/onnxruntime-node/bin/napi-v6/linux/x64
python3 -m zipfile -e /tmp/provider.zip /tmp/provider
mkdir -p "$out$library"
for name in libonnxruntime_providers_shared.so libonnxruntime_providers_cuda.so; do
  find /tmp/provider -name "$name" -exec cp {} "$out$library" \;
  test -f "$out$library/$name"
done
rm -rf /tmp/provider /tmp/provider.zip
