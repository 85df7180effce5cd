#!/usr/bin/env bash
# pack-for-gpu.sh OUT.tar.xz [MODEL...]: packs what try-on-gpu.sh needs into one file, for a machine with a GPU that reaches no
# network: Node, the command line with onnxruntime for Linux on x64, the compact model, the MODELs (.h5 or .keras files), and
# Vulkan's loader. It runs on Debian or Ubuntu on x64, after `npm test` or `npm start` has built the clone.
#
#   deploy/gpu/pack-for-gpu.sh gpu.tar.xz small-v2.h5      # then copy gpu.tar.xz to that machine, and there:
#   tar -xJf gpu.tar.xz && gpu/try-on-gpu.sh
#
# WITHOUT_NODE=1 leaves Node out, a third of the file, for a machine that has it.
set -euo pipefail
out=$(realpath -m "${1:?usage: pack-for-gpu.sh OUT.tar.xz [MODEL...]}")
shift
models=()
for model in "$@"; do models+=("$(realpath "$model")"); done
root=$(realpath "$(dirname "$0")/../..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pack=$work/gpu
mkdir -p "$pack/bin" "$pack/lib" "$pack/models"

echo 'packing: the command line' >&2
# A copy of the clone with the libraries of the command line alone; the clone's own stay as they are.
git -C "$root" ls-files -z | tar -c -C "$root" --null --files-from - | tar -x -C "$work" --one-top-level=clone
(cd "$root" && find packages services -maxdepth 2 -name dist -print0) | tar -c -C "$root" --null --files-from - | tar -x -C "$work/clone"
cd "$work/clone"
pnpm=$(node --print 'require("./package.json").packageManager')
onnxruntime_node_install=skip npx --yes "$pnpm" install --prod --frozen-lockfile --prefer-offline --filter '@slc/cli...' >&2
node deploy/pack-service.mjs "$pack/app" @slc/cli test_images/synthetic
cp "$root/deploy/gpu/try-on-gpu.sh" "$root/deploy/gpu/gpu-table.mjs" "$pack"
[ -n "${WITHOUT_NODE:-}" ] || cp "$(realpath "$(command -v node)")" "$pack/bin/node"
for model in "${models[@]}"; do cp "$model" "$pack/models"; done

echo 'packing: the Vulkan loader, and what NVIDIA’s driver opens' >&2
mkdir "$work/packages"
cd "$work/packages"
apt-get download libvulkan1 libegl1 libglvnd0 libx11-6 libxext6 libxcb1 libxau6 libxdmcp6 libbsd0 libmd0 >&2
for package in *.deb; do dpkg -x "$package" "$work/unpacked"; done
find "$work/unpacked" -name '*.so*' -exec cp -a {} "$pack/lib" \;

tar -c -C "$work" gpu | xz -T0 -6 >"$out"
echo "$out: $(du -m "$out" | cut -f1) MB" >&2
