#!/usr/bin/env bash
# Correlates our scores and the table's own with the accuracies of the table, and all of them with the parameters, and
# writes correlations.csv.
# usage: correlate.sh NAS_JAR nb301.bench
set -euo pipefail
jar=$(realpath "$1") table=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
source ../correlating.sh

accuracy='cifar10 accuracy-percent validation@100 mean'
# The rows that images were passed through.
awk 'NR == FNR { split($0, cut, "\"") ; chosen[cut[2]] = 1; next } FNR == 1 { print; next } { split($0, cut, "\""); if (cut[2] in chosen) print }' \
  scores-images.csv scores.csv > "$folder/own.csv"
columns=nwot,l2-norm,flops-millions,grasp,synflow,grad-norm,epe-nas,snip,jacob-cov,plain,fisher
{
  correlate scores own scores.csv --benchmark "$table" --accuracy "$accuracy"
  correlate scores table "$table" --benchmark "$table" --accuracy "$accuracy" --metrics $columns --higher flops-millions
  correlate scores images scores-images.csv --benchmark "$table" --accuracy "$accuracy"
  correlate scores images-rows-own "$folder/own.csv" --benchmark "$table" --accuracy "$accuracy" --metrics params,synflow-expected
  correlate scores images-rows-table scores-images.csv --benchmark "$table" --accuracy nwot,parameters --metrics nwot,zen --resamples 0
  correlate scores against-own scores.csv --benchmark scores.csv --accuracy layers,macs,synflow-expected --metrics params --resamples 0
  correlate scores against-table scores.csv --benchmark "$table" --accuracy parameters,$columns --metrics params,synflow-expected --resamples 0
} | one_header scores > correlations.csv
