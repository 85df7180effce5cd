#!/bin/sh
# install-tfjs-gpu.sh OUT: installs TensorFlow.js with its native library, as `npm install` would, but from pinned bytes: the
# script checks the library's digest, and compiles its binding from the package's own source instead of downloading it.
set -eu
out=$1
here=$(dirname "$(readlink -f "$0")")
home=$out/app/gpu
apt-get update
apt-get install --yes --no-install-recommends g++ python3 python3-pip
rm -rf /var/lib/apt/lists/*
sh "$here/install-cuda.sh" "$here/cuda-tfjs-gpu.txt" "$out/opt/cuda/lib"
mkdir -p "$home"
cp "$here/package.json" "$here/package-lock.json" "$home"
cd "$home"
npm ci --ignore-scripts --no-audit --no-fund

package=$home/node_modules/@tensorflow/tfjs-node-gpu
# github.com/wamuir/graft pins this digest for the same address.
node "$here/fetch-verified.mjs" \
  "${LIBTENSORFLOW_URL:-https://storage.googleapis.com/tensorflow/libtensorflow/libtensorflow-gpu-linux-x86_64-2.9.1.tar.gz}" \
  "${LIBTENSORFLOW_SHA256:-20c46f761d5905f592c4eac0812e8e50d9cb439f9440a9391912cf4c02ed8be8}" \
  /tmp/libtensorflow.tar.gz
mkdir -p "$package/deps" "$package/lib/napi-v8"
tar -xzf /tmp/libtensorflow.tar.gz -C "$package/deps"
rm /tmp/libtensorflow.tar.gz

g++ -std=c++17 -O2 -fPIC -shared -DNAPI_VERSION=8 -DBUILDING_NODE_EXTENSION \
  -I"$package/deps/include" -Inode_modules/node-api-headers/include \
  "$package"/binding/tfjs_backend.cc "$package"/binding/tfjs_binding.cc -o "$package/lib/napi-v8/tfjs_binding.node" \
  -L"$package/deps/lib" -ltensorflow -ltensorflow_framework "-Wl,-rpath,\$ORIGIN/../../deps/lib"

npm prune --omit=dev --ignore-scripts --no-audit --no-fund
rm -rf "$package/deps/include" "$package/binding"
find node_modules -name '*.map' -delete

# The engine looks for the package here.
mkdir -p "$out/app/packages/engine-tfjs/node_modules/@tensorflow"
ln -s ../../../../gpu/node_modules/@tensorflow/tfjs-node-gpu \
  "$out/app/packages/engine-tfjs/node_modules/@tensorflow/tfjs-node-gpu"
