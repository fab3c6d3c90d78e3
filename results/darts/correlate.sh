#!/usr/bin/env bash
# Correlates our scores and the table's own with the accuracies of the table, and all of them with the parameters, and
# writes correlations.csv.
# usage: correlate.sh NAS_JAR nb301.bench
set -euo pipefail
jar=$(realpath "$1") table=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

correlate() { # LABEL ARGUMENTS
  local label=$1
  shift
  java -jar "$jar" correlate "$@" --out "$folder/out" > /dev/null
  sed "1s/^/scores,/; 2,\$s/^/$label,/" "$folder/out/correlations.csv"
  rm -r "$folder/out"
}
accuracy='cifar10 accuracy-percent validation@100 mean'
columns=nwot,l2-norm,flops-millions,grasp,synflow,grad-norm,epe-nas,snip,jacob-cov,plain,fisher
{
  correlate own scores.csv --benchmark "$table" --accuracy "$accuracy"
  correlate table "$table" --benchmark "$table" --accuracy "$accuracy" --metrics $columns --higher flops-millions
  correlate against-own scores.csv --benchmark scores.csv --accuracy layers,macs,synflow-expected --metrics params --resamples 0
  correlate against-table scores.csv --benchmark "$table" --accuracy parameters,$columns --metrics params,synflow-expected --resamples 0
} | awk 'NR == 1 || !/^scores,/' > correlations.csv
