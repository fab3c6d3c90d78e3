#!/usr/bin/env bash
# Correlates counts, metrics and every join of two of them with accuracies on eight benchmarks, and writes correlations.csv and,
# by candidate, the means over the benchmarks that are chosen on and over those that confirm, choice.csv. Needs jq.
# usage: correlate.sh NAS_JAR FOLDER
# FOLDER: zero_cost_725.json.gz (NAS-Bench-Suite-Zero), nb360.bench and members.csv as ../nasbench360 and ../pytorchcv have
# them, accuracies.csv.gz (NAS-Bench-201), nb101.bench
set -euo pipefail
jar=$(realpath "$1") data=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
source ../correlating.sh

candidates=(layers params macs synflow nwot l2-norm grasp grad-norm snip jacob-cov plain fisher)
all=$(IFS=,; echo "${candidates[*]}")
joins=()
for ((i = 0; i < ${#candidates[@]}; i++)); do
  for ((j = i + 1; j < ${#candidates[@]}; j++)); do
    joins+=(--join "log-ranks(${candidates[i]}, ${candidates[j]})")
  done
done

# Two files of scores of the same cells in the same order.
paste -d, <(cut -d, -f1,3 ../zero-cost/nasbench201-cifar10-counts.csv) <(cut -d, -f3- ../zero-cost/nasbench201-cifar10.csv) > "$folder/nb201.csv"
# Layers are ours, all else is the table's.
jq -r '"architecture,params,macs,synflow,nwot,l2-norm,grasp,grad-norm,snip,jacob-cov,plain,fisher,accuracy",
  (.cifar10 | to_entries[] | .value as $v | [.key, $v.params.score, $v.flops.score, $v.synflow.score, $v.nwot.score,
    $v.l2_norm.score, $v.grasp.score, $v.grad_norm.score, $v.snip.score, $v.jacov.score, $v.plain.score, $v.fisher.score,
    $v.val_accuracy] | @csv)' <(zcat "$data/zero_cost_725.json.gz") > "$folder/darts-all.csv"
awk 'NR == FNR { if (FNR > 1) { split($0, cut, "\""); n = split(cut[5], part, ","); layers[cut[2]] = part[4] } next }
  FNR == 1 { print $0 ",layers"; next } { split($0, cut, "\""); print $0 "," layers[cut[2]] }' \
  ../darts/scores.csv "$folder/darts-all.csv" > "$folder/darts.csv"
for set in cifar10 svhn; do
  awk -F, -v data=$set 'NR == 1 { print "architecture,top1_accuracy" }
    $1 == data { sub(/_(cifar100|svhn)$/, "_cifar10", $2); print $2 "," 100 - $3 }' "$data/members.csv" > "$folder/$set.csv"
done

on() { # SPACE SCORES BENCHMARK ACCURACY
  correlate space "$1" "$2" --benchmark "$3" --accuracy "$4" --metrics "$all" "${joins[@]}" --undefined worst
}
{
  on nasbench201-cifar10 "$folder/nb201.csv" "$data/accuracies.csv.gz" c10_test_200_mean
  on pytorchcv-cifar10 ../pytorchcv/cifar10-scores.csv "$folder/cifar10.csv" top1_accuracy
  on darts "$folder/darts.csv" "$folder/darts.csv" accuracy
  on nasbench360-ninapro "$folder/nb201.csv" "$data/nb360.bench" 'ninapro error-percent test@200 seed 777'
  on nasbench360-darcy "$folder/nb201.csv" "$data/nb360.bench" 'darcy relative-error test@200 seed 777'
  on pytorchcv-svhn ../pytorchcv/cifar10-scores.csv "$folder/svhn.csv" top1_accuracy
  on digits digits.csv nasbench201-digits 'digits accuracy-percent test@6 mean'
  on nasbench101 nasbench101.csv "$data/nb101.bench" 'cifar10 accuracy-percent test@108 mean'
} | one_header space > correlations.csv

# All that was measured on NAS-Bench-101, and the same networks at their full size.
java -jar "$jar" correlate nasbench101.csv --benchmark "$data/nb101.bench" --accuracy 'cifar10 accuracy-percent test@108 mean' \
  --undefined worst --out "$folder/all" > /dev/null
cp "$folder/all/correlations.csv" nasbench101-correlations.csv
measured=nwot,synflow,l2-norm,snip,grad-norm,fisher,jacob-cov,grasp,plain
{
  for metric in ${measured//,/ }; do
    correlate scores thin nasbench101.csv --benchmark nasbench101-full.csv --accuracy "$metric" --metrics "$metric"
  done
} | one_header scores > thinness.csv

# Of each candidate the mean Spearman correlation over the first four and over the last four.
sed 's/"log-ranks(\([^,]*\), \([^)]*\))"/log-ranks(\1; \2)/' correlations.csv | awk -F, '
  NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
  { metric = $column["metric"]; share = $column["spearman"] / 4
    if ($1 ~ /^(nasbench201-cifar10|pytorchcv-cifar10|darts|nasbench360-ninapro)$/) chosen[metric] += share
    else confirmed[metric] += share }
  END { for (metric in chosen) printf "%s,%.6f,%.6f\n", metric, chosen[metric], confirmed[metric] }' |
  LC_ALL=C sort -t, -k2,2gr |
  sed '1i candidate,chosen_on_mean,confirmed_on_mean
    s/^log-ranks(\([^;]*\); \([^)]*\))/"log-ranks(\1, \2)"/' > choice.csv
