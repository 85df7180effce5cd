#!/usr/bin/env bash
# try-on-gpu.sh [MODEL...]: tries the WebGPU engine on this machine, in some minutes and without any network: slc doctor, whether
# the GPU agrees with the CPU, and how fast both are; at the end a table for a README. It ends with 1 where something failed.
# MODELs: ids or files; without any, the compact model and those that were packed. It runs from what pack-for-gpu.sh packed, or
# from a built clone. Settings:
#   BATCHES=1,8,64   batch sizes that are measured
#   SECONDS_EACH=5   for how long each is
#   OUT=FOLDER       keeps the output of each command there
set -uo pipefail
here=$(realpath "$(dirname "$0")")
out=${OUT:-$(mktemp -d)}
mkdir -p "$out"
batches=${BATCHES:-1,8,64}
seconds=${SECONDS_EACH:-5}
if [ -d "$here/app" ]; then
  app=$here/app
  export LD_LIBRARY_PATH=$here/lib${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}
else
  app=$here/../..
fi
node=$here/bin/node
[ -x "$node" ] || node=$(command -v node)
models=("$@")
shopt -s nullglob
if [ $# = 0 ]; then
  models=(compact-lite0 "$here"/models/*)
fi
slc=("$node" "$app/packages/cli/dist/main.js")
export XDG_CACHE_HOME=${XDG_CACHE_HOME:-$out/cache} HF_HUB_OFFLINE=1
# Where a container's driver is not where the loader looks for it.
driver=/usr/local/nvidia/share/vulkan/icd.d/nvidia_icd.json
found=(/etc/vulkan/icd.d/*.json /usr/share/vulkan/icd.d/*.json)
shopt -u nullglob
if [ -z "${VK_ICD_FILENAMES:-}" ] && [ -f "$driver" ] && [ ${#found[@]} = 0 ]; then
  export VK_ICD_FILENAMES=$driver
fi

failed=0
measured=()
for model in "${models[@]}"; do
  name=$(basename "$model")
  echo "== $name: doctor and parity"
  "${slc[@]}" doctor --model "$model" --engine onnx-webgpu 2>"$out/doctor-$name.log" | tee "$out/doctor-$name.txt"
  [ "${PIPESTATUS[0]}" = 0 ] || failed=1
  for engine in onnx onnx-webgpu; do
    echo "== $name: $engine, batches of $batches"
    "${slc[@]}" bench engine --model "$model" --engine "$engine" --batch "$batches" --seconds "$seconds" --warm-up 1 --json \
      2>"$out/bench-$name-$engine.log" >"$out/bench-$name-$engine.json" || { failed=1; tail -n 3 "$out/bench-$name-$engine.log"; }
  done
  measured+=("$name" "$out/bench-$name-onnx.json" "$out/bench-$name-onnx-webgpu.json")
done
echo
device=$(cat "$out"/doctor-*.txt | sed -n 's/^onnx-webgpu *//p' | head -n 1)
echo "${device:-no WebGPU}, beside $(nproc) cores"
echo
"$node" "$here/gpu-table.mjs" "${measured[@]}"
exit $failed
