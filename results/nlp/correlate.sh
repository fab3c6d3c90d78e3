#!/usr/bin/env bash
# Correlates counts and published scores with the perplexities of the table and writes correlations.csv: of all recipes with
# three finite losses (counts), and of those of them that have scores (scores and counts).
# usage: correlate.sh NAS_JAR nlp.bench
set -euo pipefail
jar=$(realpath "$1") table=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

correlate() { # LABEL ARGUMENTS
  local label=$1
  shift
  java -jar "$jar" correlate "$table" --benchmark "$table" "$@" --out "$folder/out" > /dev/null
  sed "1s/^/recipes,/; 2,\$s/^/$label,/" "$folder/out/correlations.csv"
  rm -r "$folder/out"
}
higher=parameters,nodes,nodes.linear,nodes.blend,nodes.elementwise-prod,nodes.activation-tanh,nodes.activation-leaky-relu
lower=nodes.elementwise-sum,nodes.activation-sigm,output.activation-sigm,hidden-states
{
  correlate all --accuracy 'ptb perplexity test@50 mean' --higher $higher --lower $lower
  correlate scored --accuracy 'ptb perplexity test@50 mean'
  correlate wikitext2 --accuracy 'wikitext2 perplexity test@50 seed 1' --higher $higher --lower $lower
} | awk 'NR == 1 || !/^recipes,/' > correlations.csv
