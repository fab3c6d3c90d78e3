#!/usr/bin/env bash
# Measures a GPU again, in steps of at most ten minutes each: agreement with the processor, golden values, runs that must
# have the same journals, speed. With "cpu" as device it shows that the steps work where there is no card.
# usage: measure.sh FOLDER_OF_JARS OUT [DEVICE] [GOLDEN_FILE]
set -uo pipefail
jars=$(realpath "$1") out=$(mkdir -p "$2" && realpath "$2") device=${3:-gpu:0} golden=${4:-}
here=$(realpath "$(dirname "${BASH_SOURCE[0]}")")
nas() { java -jar "$jars/nas.jar" "$@"; }
bench() { java -jar "$jars/nas-benchmarks.jar" "$@"; }
step() { # NAME COMMAND...
  echo "== $1"
  timeout 600 bash -c "jars=$jars; $(declare -f nas bench); $2" >"$out/$1.txt" 2>&1
  echo "== $1: exit code $?"
}
journals() { cat "$1"/journal/*/*.jsonl | sed -E 's/"wall":\{[^}]*\},//; s/,"crc32c":"[0-9a-f]*"//' | sha256sum; }

step agreement "bench agreement --device $device --batch 4 --out $out/agreement.csv"
step agreement-first "bench agreement --device $device --batch 4 --memory-format channels-first --out $out/agreement-first.csv"
if [ -n "$golden" ]; then
  for order in channels-first channels-last; do
    for precision in float64 float32; do
      step "verify-$order-$precision" "nas verify $(realpath "$golden") --device $device --memory-format $order --precision $precision"
    done
  done
fi
digits="$here/../../experiments/quickstart.yaml --set repetitions=1 --set budget.trained-models=8 --set evaluator.training.epochs=12 --set evaluator.training.device=$device"
step run-1 "nas run $digits --workers 1 --out $out/run-1"
step run-2 "nas run $digits --workers 2 --out $out/run-2"
step run-processes "nas run $digits --workers 2 --set execution.isolation=process --out $out/run-processes"
step run-killed-first "nas run $digits --workers 2 --out $out/run-killed & p=\$!; sleep 12; pkill -9 -P \$p || kill -9 \$p"
step run-killed "nas run $digits --workers 2 --out $out/run-killed"
for run in run-1 run-2 run-processes run-killed; do echo "$run $(journals "$out/$run")"; done | tee "$out/journals.txt"
for batch in 64 256; do
  step "training-$batch" "bench training --device $device --batch $batch --rounds 12"
done
step training-cpu "bench training --batch 64 --rounds 3"
metrics=nwot,synflow,zico,grad-norm,snip,jacob-cov
if command -v nvidia-smi >/dev/null; then
  while sleep 1; do nvidia-smi --query-gpu=memory.used --format=csv,noheader,nounits; done >"$out/memory.txt" &
  sampler=$!
  trap 'kill $sampler' EXIT
fi
step score "nas score --sample 300 --metrics $metrics --set proxies.device=$device --workers 4 --store $out/store --out $out/scores.csv"
step score-cpu "nas score --sample 120 --metrics $metrics --store $out/store-cpu --out $out/scores-cpu.csv"
