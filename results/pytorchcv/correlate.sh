#!/usr/bin/env bash
# Correlates our scores and counts with the published top-1 errors, and writes correlations.csv.
# usage: correlate.sh NAS_JAR members.csv     (columns dataset, name, top1_error)
set -euo pipefail
jar=$(realpath "$1") members=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

# Networks of all sets of small images go by the names of those for CIFAR-10.
for data in cifar10 cifar100 svhn imagenet1k; do
  awk -F, -v data=$data 'NR == 1 { print "architecture,top1_accuracy" }
    $1 == data { sub(/_(cifar100|svhn)$/, "_cifar10", $2); print $2 "," 100 - $3 }' "$members" > "$folder/$data.csv"
done
# The paper has no scores of these.
for scores in cifar10-scores cifar10-counts; do
  grep -vE '^(sepreresnet|dia)' $scores.csv > "$folder/$scores-paper.csv"
done
awk -F, 'NR == FNR { noise[$1] = 1; next } $1 in noise' cifar10-noise.csv cifar10-scores.csv > "$folder/noise-real.csv"

# SynFlow of all, with the counts of the same networks.
for scores in cifar10 imagenet1k; do
  awk -F, '{ sub(/\r$/, "") } NR == FNR { score[$1] = $2; next } $1 in score { print $0 "," score[$1] }' $scores-synflow.csv $scores-counts.csv > "$folder/$scores-with.csv"
done
cp "$folder/cifar10-with.csv" "$folder/cifar100-with.csv"
cp "$folder/cifar10-with.csv" "$folder/svhn-with.csv"

first=1
correlate() { # SET DATA SCORES METRICS JOIN
  java -jar "$jar" correlate "$3" --benchmark "$folder/$2.csv" \
    --accuracy top1_accuracy --metrics "$4" ${5:+--join "$5"} --out "$folder/out" > /dev/null
  if [ $first = 1 ]; then sed -n '1s/^/networks,/p' "$folder/out/correlations.csv"; fi
  first=0
  sed "1d; s/^/$1,/" "$folder/out/correlations.csv"
  if [ "$1" = cifar10-scored ]; then cp "$folder"/out/plots/spearman*.svg spearman-cifar10.svg; fi
  rm -r "$folder/out"
}
counts=params,macs,layers
join='log-ranks(layers, params)'
all=$counts,grad-norm,snip,grasp,fisher,synflow,jacob-cov,nwot,zen,zico,l2-norm,plain
{
  for data in cifar10 cifar100 svhn; do
    correlate $data-all $data cifar10-counts.csv $counts "$join"
    correlate $data-all-paper $data "$folder/cifar10-counts-paper.csv" $counts "$join"
    correlate $data-scored $data cifar10-scores.csv $all "$join"
    correlate $data-scored-paper $data "$folder/cifar10-scores-paper.csv" $all "$join"
  done
  some=grad-norm,snip,fisher,jacob-cov,nwot,zico
  correlate cifar10-noise cifar10 cifar10-noise.csv $some
  correlate cifar10-noise-real cifar10 "$folder/noise-real.csv" $some
  correlate imagenet1k-all imagenet1k imagenet1k-counts.csv $counts "$join"
  for data in cifar10 cifar100 svhn imagenet1k; do
    correlate $data-synflow $data "$folder/$data-with.csv" $counts,synflow "$join"
  done
} > correlations.csv
