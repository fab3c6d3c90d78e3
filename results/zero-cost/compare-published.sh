#!/usr/bin/env bash
# Compares our scores with published ones, cell by cell, and writes same-cells.csv.
# usage: compare-published.sh NAS_JAR accuracies.csv.gz published_proxies_cifar10.csv.gz
set -euo pipefail
jar=$(realpath "$1") accuracies=$(realpath "$2") published=$(realpath "$3")
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

pairs="jacob-cov=jacov epe-nas=epe_nas synflow=synflow nwot=nwot snip=snip grad-norm=grad_norm fisher=fisher
  grasp=grasp l2-norm=l2_norm plain=plain params=params macs=flops"
ours=$(for pair in $pairs; do printf ',%s' "${pair%=*}"; done)
theirs=$(for pair in $pairs; do printf ',c10_%s_nets9445' "${pair#*=}"; done)

# Both tables are in the order of the benchmark; kept are our cells that have published scores (column 31: jacov).
paste -d, <(zcat "$accuracies" | tr -d '\r') <(zcat "$published" | tr -d '\r' | cut -d, -f2-) > "$folder/all.csv"
(head -1 "$folder/all.csv"; grep -F -f <(tail -n +2 nasbench201-cifar10.csv | cut -d, -f1) "$folder/all.csv") |
  awk -F, 'NR == 1 || $31 != ""' > "$folder/same.csv"

correlate() { java -jar "$jar" correlate "$@" --resamples 0; }
spearman() { awk -v metric="$1" '$1 == metric { print $2; exit }' "$2"; }
for accuracy in c10valid_test_200_mean c10_test_200_mean; do
  correlate nasbench201-cifar10.csv --benchmark "$folder/same.csv" --metrics "${ours#,}" \
    --accuracy $accuracy > "$folder/ours-$accuracy"
  correlate "$folder/same.csv" --benchmark "$accuracies" --key arch_str --higher "${theirs#,}" \
    --accuracy $accuracy > "$folder/theirs-$accuracy" --metrics "${theirs#,}"
done
{
  echo metric,cells,scores_spearman,published_spearman,our_spearman,published_spearman_all_images,our_spearman_all_images
  for pair in $pairs; do
    metric=${pair%=*} column=c10_${pair#*=}_nets9445
    correlate nasbench201-cifar10.csv --benchmark "$folder/same.csv" --metrics "$metric" \
      --higher "$metric" --accuracy "$column" > "$folder/scores"
    echo "$metric,$(($(wc -l < "$folder/same.csv") - 1)),$(spearman "$metric" "$folder/scores")$(
      for accuracy in c10valid_test_200_mean c10_test_200_mean; do
        echo -n ",$(spearman "$column" "$folder/theirs-$accuracy"),$(spearman "$metric" "$folder/ours-$accuracy")"
      done)"
  done
} > same-cells.csv
