#!/usr/bin/env bash
# Scores 800 recipes drawn uniformly from the table (746 cells) on random tokens and writes scores.csv.gz; takes an hour on a core.
# usage: score.sh NAS_JAR nlp.bench
set -euo pipefail
jar=$(realpath "$1") table=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

./random-text.sh > "$folder/random.txt"
java -jar "$jar" score \
  --space "{listed: {space: {nasbench-nlp: {embedding: 40, hidden: 60}}, benchmark: '$table'}}" --sample 800 \
  --data "{text: {file: '$folder/random.txt', unit: words, steps: 10}}" --set proxies.batch-size=20 --workers 1 \
  --metrics "params,macs,layers,l2-norm,grad-norm,snip,grasp,plain,fisher,synflow,nwot,lnwot,ntk-condition,zico,t-cet-snip,ssnr-snip,\
jacob-cov,jacobian-cosine,hidden-covariance,hidden-covariance(layer=2),hidden-covariance(layer=3),activation-distance" \
  --out "$folder/scores.csv"
gzip -9 -n < "$folder/scores.csv" > scores.csv.gz
