#!/usr/bin/env bash
# Counts all 8,242 networks of NAS-Bench-ASR that hashes tell apart, scores 240 of them, drawn uniformly, at a tenth of the published
# width, the first 100 of these without dropout and the first 24 at full width, and says which scores are counts; takes an hour on a
# core. With a table, which 'import nasbench-asr' makes of the official files, also correlates all of them with the rates of
# wrong phonemes and writes rates.csv; with --rates nothing is scored anew for that.
# usage: score.sh NAS_JAR [--rates] [asr.bench]
set -euo pipefail
jar=$(realpath "$1")
shift
anew=true
if [ "${1:-}" = --rates ]; then
  anew=false
  shift
fi
table=${1:+$(realpath "$1")}
cd "$(dirname "${BASH_SOURCE[0]}")"
source ../correlating.sh
export LC_ALL=C

data='{tones: {features: 80, frames: 100, tones: 48, most-labels: 5, noise: 1.7}}'
narrow='groups: 10, lstm: 50'
wide=l2-norm,grad-norm,snip,plain,fisher,jacob-cov,synflow,nwot,lnwot,zico,t-cet-snip,ssnr-snip
metrics=params,macs,layers,$wide,ntk-condition,linear-regions

with_skips() { # adds how many skips a cell has, the second and later numbers of each of its nodes
  tr -d '\r' | awk 'NR == 1 { print $0 ",skips"; next }
    { numbers = $0; sub(/^"/, "", numbers); sub(/".*/, "", numbers); gsub(/[^0-9]/, "", numbers)
      split(numbers, at, ""); print $0 "," at[2] + at[4] + at[5] + at[7] + at[8] + at[9] }'
}

score() { # SPACE ARGUMENTS
  local space=$1
  shift
  java -jar "$jar" score --space "$space" --data "$data" --set proxies.batch-size=8 --workers 1 --store "$folder/store" "$@"
}

if $anew; then
  score nasbench-asr --all --metrics params,macs,layers --out "$folder/all.csv"
  # The first cell of each hash, in the order of the benchmark's library.
  awk 'NR == 1 { print; next } { rest = $0; sub(/^"[^"]*",/, "", rest); id = substr(rest, 1, 32) } !(id in seen) { seen[id] = 1; print }' \
    "$folder/all.csv" | with_skips > counts.csv

  # Drawn by the generator of Park and Miller 1988, seed 42: those to whom it gives the lowest numbers.
  awk 'BEGIN { s = 42 }
    NR > 1 { s = s * 16807 % 2147483647; sub(/^"/, ""); sub(/".*/, ""); print s, $0 }' counts.csv |
    sort -n | sed -n '1,240s/^[0-9]* //p' > "$folder/sample.txt"
  score "{nasbench-asr: {$narrow}}" --archs "$folder/sample.txt" --metrics $metrics --out "$folder/scores.csv"
  with_skips < "$folder/scores.csv" > scores.csv
  head -100 "$folder/sample.txt" > "$folder/fewer.txt"
  score "{nasbench-asr: {$narrow, dropout: 0}}" --archs "$folder/fewer.txt" --metrics $metrics --out "$folder/no-dropout.csv"
  tr -d '\r' < "$folder/no-dropout.csv" > no-dropout.csv
  head -24 "$folder/sample.txt" > "$folder/few.txt"
  JAVA_TOOL_OPTIONS=-Xmx9g score nasbench-asr --archs "$folder/few.txt" --metrics $wide --out "$folder/full-width.csv"
  tr -d '\r' < "$folder/full-width.csv" > full-width.csv

  { echo count,least,lower_quartile,median,upper_quartile,most,different
    for count in params macs layers skips; do
      awk -F , -v count=$count 'NR == 1 { for (i = 1; i <= NF; i++) if ($i == count) at = i - NF; next } { print $(NF + at) }' counts.csv |
        sort -n | awk -v count=$count '{ v[NR] = $1; different += NR == 1 || v[NR] != v[NR - 1] }
          END { print count "," v[1] "," v[int((NR + 3) / 4)] "," v[int((NR + 1) / 2)] "," v[int((3 * NR + 3) / 4)] "," v[NR] "," different }'
    done
  } > distribution.csv

  { correlate networks all counts.csv --benchmark counts.csv --accuracy params,skips --metrics macs,layers --higher skips
    correlate networks sample scores.csv --benchmark scores.csv --accuracy params,skips --metrics ${metrics#params,macs,}
    for metric in ${wide//,/ }; do
      correlate networks width scores.csv --benchmark full-width.csv --accuracy $metric --metrics $metric
    done
    for metric in ${wide//,/ } linear-regions; do
      correlate networks no-dropout scores.csv --benchmark no-dropout.csv --accuracy $metric --metrics $metric
    done
  } | one_header networks > correlations.csv
  java -jar "$jar" correlate scores.csv --benchmark scores.csv --accuracy skips --metrics $metrics --out "$folder/figure" > /dev/null
  cp "$folder"/figure/plots/metric-correlations.svg .
  gzip -9 -n -f counts.csv
fi

if [ -n "$table" ]; then
  rate='timit-e40-best phoneme-error-rate-percent test@40 mean'
  { correlate networks all counts.csv.gz --benchmark "$table" --accuracy "$rate" --metrics params,macs,layers --lower skips
    correlate networks sample scores.csv --benchmark "$table" --accuracy "$rate" --metrics $metrics --lower skips
  } | one_header networks > rates.csv
  cut -d, -f 1,3,5,6,10-12 rates.csv
fi
