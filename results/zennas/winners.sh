#!/usr/bin/env bash
# Writes searches.csv: what the strategies of each run RUNS/zennas-NAME found; and winners.csv: the best network of each, and
# one that was drawn, with its sizes (as built with shortcuts, for 100 classes and 32 x 32 pixels) and its scores by all metrics
# (as the searches score), beside the published network of a million parameters. NAME is a metric, or METRIC-SEED for another root
# seed, which has no winner; the strategies of RUNS/zennas-log-ranks, if it is there, have a winner each.
# usage: winners.sh NAS_JAR RUNS NAME...
set -euo pipefail
jar=$(realpath "$1") runs=$(realpath "$2")
shift 2
cd "$(dirname "${BASH_SOURCE[0]}")"
experiment=$(realpath ../../experiments/zennas.yaml)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

nas() { ${NAS:-java -jar "$jar"} "$@"; }
total() { # COLUMN RUN: the sum of a column of final.csv
  awk -F, -v column="$1" 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == column) at = i } NR > 1 { sum += $at } END { print sum }' "$2/tables/final.csv"
}

echo "metric,root_seed,strategy,repetitions,each,scored,duplicates,best_mean,best_min,best_max" > searches.csv
for name; do
  awk -F, -v metric="$(sed -E 's/-[0-9]+$//' <<< "$name")" \
    '{ sub(/\r$/, "") } NR > 1 { print metric "," $NF "," $1 "," $2 "," $10 / $2 "," $10 "," $12 "," $3 "," $6 "," $7 }' \
    "$runs/zennas-$name/tables/final.csv" >> searches.csv
done

echo "drawn,Random search,0,1" > "$folder/found.csv"
sed -n '2s/^[^"]*"\([^"]*\)".*/\1/p' "$runs/zennas-$1/tables/trials.csv" > "$folder/archs.txt"
for metric; do
  if [[ $metric =~ -[0-9]+$ ]]; then continue; fi
  run="$runs/zennas-$metric"
  nas best "$run" > "$folder/best.txt"
  strategy=$(sed -n '1s/.*found by \([^,]*\),.*/\1/p' "$folder/best.txt")
  trial=$(sed -n '1s/.*trial //p' "$folder/best.txt")
  echo "$metric,$strategy,$trial,$(total trained_models_total "$run")" >> "$folder/found.csv"
  sed -n '2s/^ *//p' "$folder/best.txt" >> "$folder/archs.txt"
done
if [ -d "$runs/zennas-log-ranks" ]; then # the first network that each strategy of these evaluates is the best of its warmup
  sed -n '2,$s/^\([^,]*\),.*/log-ranks(\1),Random search,0,2000/p' "$runs/zennas-log-ranks/tables/trials.csv" >> "$folder/found.csv"
  sed -n '2,$s/^[^"]*"\([^"]*\)".*/\1/p' "$runs/zennas-log-ranks/tables/trials.csv" >> "$folder/archs.txt"
fi
echo "published,Zen-NAS,0,0" >> "$folder/found.csv"
echo zennet_cifar_1m >> "$folder/archs.txt"
sublayers() { while read -r arch; do grep -o ',[0-9]*)' <<< "$arch" | tr -d ',)' | awk '{ sum += $1 } END { print sum }'; done; }

nas score --space '{zennas: {limits: {parameters: 1100000}}}' --data '{noise: {classes: 100}}' --archs "$folder/archs.txt" \
  --metrics params,macs --store "$folder/store" --out "$folder/sizes.csv" > "$folder/log.txt"
nas score "$experiment" --set search-space.zennas.limits.parameters=1100000 --archs "$folder/archs.txt" \
  --metrics zen,synflow-expected,nwot,grad-norm,zico,ssnr-snip,t-cet --store "$folder/store" --out "$folder/scores.csv" > "$folder/log.txt"
sed -n '2,$s/^"\([^"]*\)".*/\1/p' "$folder/sizes.csv" > "$folder/strings.txt"
values() { sed '1d; s/^"[^"]*","[^"]*",//; s/,[^,]*$//' "$1"; } # without architecture, id and reasons
{
  echo "found_by,strategy,trial,scored,sublayers,params,macs,zen,synflow-expected,nwot,grad-norm,zico,ssnr-snip,t-cet,architecture"
  paste -d, "$folder/found.csv" <(sublayers < "$folder/strings.txt") <(values "$folder/sizes.csv") <(values "$folder/scores.csv") \
    <(sed 's/.*/"&"/' "$folder/strings.txt")
} > winners.csv
