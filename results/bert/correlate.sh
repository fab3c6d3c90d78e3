#!/usr/bin/env bash
# Correlates the published scores with the scores on GLUE, and all of them with the number of parameters, and writes
# correlations.csv.
# usage: correlate.sh NAS_JAR bert.bench
set -euo pipefail
jar=$(realpath "$1") table=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

for accuracy in 'glue score-percent validation@100000 seed 1' parameters; do
  java -jar "$jar" correlate "$table" --benchmark "$table" --accuracy "$accuracy" --out "$folder/out" > /dev/null
  cat "$folder/out/correlations.csv"
  rm -r "$folder/out"
done | awk 'NR == 1 || !/^accuracy,/' | sed 's/^glue score-percent validation@100000 seed 1,/glue,/' > correlations.csv
