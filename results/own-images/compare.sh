#!/usr/bin/env bash
# Runs an experiment on a folder of images and trains what it finds; then trains other networks of the same images, by the same
# schedule, for the same processor time in all, and prints a row for each way:
#   set,seed,way,architecture,parameters,epochs,processor_seconds,test_percent
# The first way is named after the experiment. The others: by-score, the first of its warmup, trained without any search; random, a
# network of its space drawn at random; resnet20 and mobilenetv2, these, at the width whose parameters are nearest to those of what
# was found. They have as many epochs as fit in the time, which a short training beforehand measures; the seconds printed
# are those that they took, with the start of Java. OUT keeps what was trained, and what is there is not done again.
# usage: compare.sh NAS_JAR SETS OUT EXPERIMENT SET SEED [WAY...]
set -euo pipefail
jar=$(realpath "$1") images=$(realpath "$2")/$5 experiment=$(realpath "$4") set=$5 seed=$6
name=$(basename "$4" .yaml)
out=$3/$name-$5-$6
shift 6
mkdir -p "$out"
out=$(realpath "$out")
cd "$(dirname "${BASH_SOURCE[0]}")"
TIMEFORMAT='%U %S'

# timed NAME ARGUMENTS: runs the program; NAME.log is what it prints, NAME.seconds the processor time. Done once.
timed() {
  local name=$1
  shift
  if [ ! -s "$out/$name.done" ]; then
    [ "$1" = run ] || rm -rf "${out:?}/$name"
    { time ${NAS:-java -jar "$jar"} "$@" > "$out/$name.log" 2> "$out/$name.err"; } 2> "$out/$name.seconds"
    echo done > "$out/$name.done"
  fi
}
seconds() { awk '{ sum += $1 + $2 } END { printf "%.1f\n", sum }' "${@/%/.seconds}"; }
parameters() { sed -n 's/^\([0-9,]*\) parameters, .*/\1/p' "$1" | tr -d ,; }
epochs_of() { sed -n 's#^epoch [0-9]*/\([0-9]*\) .*#\1#p' "$1" | tail -1; }
row() { # WAY LOG SECONDS
  echo "$set,$seed,$1,\"$(grep -B1 -m1 ' parameters, ' "$2" | head -1)\",$(parameters "$2"),$(epochs_of "$2"),$3,$(
    sed -n 's/^Test accuracy \([0-9.]*\) %.*/\1/p' "$2")"
}
settings=(--set "data.image-folder.folder=$images" --set "seed=$seed")

# other WAY EXPERIMENT ARCHITECTURE: as many epochs as the first way took time for, to within a seventh
other() {
  local short=$((final / 5)) epochs
  timed "$1-a" train "$2" "${settings[@]}" --arch "$3" --epochs 2 --out "$out/$1-a"
  timed "$1-b" train "$2" "${settings[@]}" --arch "$3" --epochs $((2 + short)) --out "$out/$1-b"
  # Java is slower in the first seconds, by about a sixth.
  epochs=$(awk -v all="$all" -v a="$(seconds "$out/$1-a")" -v b="$(seconds "$out/$1-b")" -v short=$short \
    'BEGIN { printf "%d\n", 2 + 1.15 * (all - a) * short / (b - a) }')
  timed "$1" train "$2" "${settings[@]}" --arch "$3" --epochs "$epochs" --out "$out/$1"
  epochs=$(awk -v all="$all" -v a="$(seconds "$out/$1-a")" -v took="$(seconds "$out/$1")" -v epochs="$(epochs_of "$out/$1.log")" \
    'BEGIN { if (took < all * 6 / 7 || took > all * 8 / 7) printf "%d\n", 2 + (epochs - 2) * (all - a) / (took - a) }')
  if [ -n "$epochs" ]; then
    rm "$out/$1.done"
    timed "$1" train "$2" "${settings[@]}" --arch "$3" --epochs "$epochs" --out "$out/$1"
  fi
  row "$1" "$out/$1.log" "$(seconds "$out/$1")"
}
# scaled WAY: the architecture of WAY.yaml whose parameters are nearest to those found
scaled() {
  sed -e "s#^  nasbench201:.*#  grammar: $PWD/$1.yaml#" -e '/^constraints:/d' "$experiment" > "$out/$1.yaml"
  timed "$1-sizes" score "$out/$1.yaml" "${settings[@]}" --all --metrics params --out "$out/$1-sizes.csv"
  awk -F, -v found="$found" 'NR > 1 { far = $3 < found ? found / $3 : $3 / found; if (!least || far < least) { least = far; name = $1 } } END { print name }' \
    "$out/$1-sizes.csv"
}

timed run run "$experiment" "${settings[@]}" --workers 1 --out "$out/run"
timed train train "$out/run" --out "$out/train"
all=$(seconds "$out/run" "$out/train")
final=$(epochs_of "$out/train.log")
found=$(parameters "$out/train.log")
row "$name" "$out/train.log" "$all"
for way; do
  case $way in
    by-score) other by-score "$experiment" "$(awk -F, '/,0,0,/ { print $4; exit }' "$out/run/tables/trials.csv")" ;;
    random)
      timed drawn score "$experiment" "${settings[@]}" --sample 1 --metrics params --out "$out/drawn.csv"
      other random "$experiment" "$(awk -F, 'NR == 2 { print $1 }' "$out/drawn.csv")"
      ;;
    resnet20 | mobilenetv2) other "$way" "$out/$way.yaml" "$(scaled "$way")" ;;
    *) echo "there is no way $way; there are by-score, random, resnet20 and mobilenetv2" >&2 && exit 2 ;;
  esac
done
