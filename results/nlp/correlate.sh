#!/usr/bin/env bash
# Correlates counts and published scores with the perplexities of the table and writes correlations.csv: of all recipes with
# three finite losses (counts), of those of them that have published scores (scores and counts), and of those that score.sh
# has drawn (our scores); and our scores of recurrent cells with the published ones.
# usage: correlate.sh NAS_JAR nlp.bench
set -euo pipefail
jar=$(realpath "$1") table=$(realpath "$2")
cd "$(dirname "${BASH_SOURCE[0]}")"
source ../correlating.sh

of_table() { # LABEL ARGUMENTS
  local label=$1
  shift
  correlate recipes "$label" "$table" --benchmark "$table" "$@"
}
higher=parameters,nodes,nodes.linear,nodes.blend,nodes.elementwise-prod,nodes.activation-tanh,nodes.activation-leaky-relu
lower=nodes.elementwise-sum,nodes.activation-sigm,output.activation-sigm,hidden-states
metrics='params,macs,layers,l2-norm,grad-norm,snip,grasp,plain,fisher,synflow,nwot,lnwot,ntk-condition,zico,t-cet-snip,ssnr-snip'
recurrent='jacob-cov,jacobian-cosine,hidden-covariance,hidden-covariance(layer=2),hidden-covariance(layer=3),activation-distance'
with_published() { # OUR_METRIC PUBLISHED_SCORE
  correlate recipes with-published scores.csv.gz --benchmark "$table" --accuracy "$2" --metrics "$1"
}
{
  of_table all --accuracy 'ptb perplexity test@50 mean' --higher $higher --lower $lower
  of_table scored --accuracy 'ptb perplexity test@50 mean'
  correlate recipes ours scores.csv.gz --benchmark "$table" --accuracy 'ptb perplexity test@50 mean' --metrics "$metrics,$recurrent"
  of_table wikitext2 --accuracy 'wikitext2 perplexity test@50 seed 1' --higher $higher --lower $lower
  with_published jacob-cov jacobian-covariance
  with_published jacobian-cosine jacobian-cosine
  with_published hidden-covariance layer-1-hidden-covariance
  with_published 'hidden-covariance(layer=2)' layer-2-hidden-covariance
  with_published 'hidden-covariance(layer=3)' layer-3-hidden-covariance
  with_published activation-distance activation-distance
} | one_header recipes > correlations.csv
