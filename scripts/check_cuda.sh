#!/bin/sh
# Everything that needs an NVIDIA GPU to be known, in one command (docs/runtime.md, CUDA):
#
#     scripts/check_cuda.sh CHECKPOINT PICTURE...
#
# CHECKPOINT is a Pix2Struct checkpoint as the Hugging Face hub has it. CUDA's own libraries are
# looked for as docs/runtime.md says (CHARTQA_CUDA_LIBS). Ends with status 1 at what is not right.
set -eu
if [ $# -lt 2 ]; then
    sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
    exit 2
fi
checkpoint=$1
shift
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cargo build --release --locked
chartqa() { target/release/chartqa "$@"; }

echo "== library and provider"
chartqa runtime install cuda
header="Generate underlying data table of the figure below:"
for precision in fp32 fp16; do
    chartqa models convert "$checkpoint" -o "$work/$precision" --precision $precision --header "$header"
done

echo "== fp32: the same text on both providers"
for picture in "$@"; do
    for provider in cpu cuda; do
        chartqa -q table "$picture" --model "$work/fp32" --provider $provider --no-cache \
            --format json > "$work/$provider.json"
        # Which provider, and where the time went.
        sed 's/.*"provider":"\([^"]*\)".*"timings_ms":\(.*\)}$/\1 \2/' "$work/$provider.json"
        sed 's/.*"text":"//; s/","tokens".*//' "$work/$provider.json" > "$work/$provider.txt"
    done
    cmp "$work/cpu.txt" "$work/cuda.txt" || { echo "the texts differ: $picture" >&2; exit 1; }
done

echo "== fp16 against fp32, both on CUDA"
chartqa -q eval precision "$work/fp16" "$@" --reference "$work/fp32" --provider cuda
for picture in "$@"; do
    chartqa -q table "$picture" --model "$work/fp16" --provider cuda --no-cache --format json |
        sed 's/.*"timings_ms":/fp16 /'
done
