#!/usr/bin/env bash
# Correlates scores with the errors of NAS-Bench-360, and writes correlations.csv: ours of all cells and of the
# thousand cells of results/zero-cost, the published ones, the accuracies of the same cells on other tasks, and the error of a
# second training of the same network.
# usage: correlate.sh NAS_JAR counts.csv nb360.bench nasbench360_tasks.csv.gz published_proxies_cifar10.csv.gz accuracies.csv.gz
set -euo pipefail
jar=$(realpath "$1") counts=$(realpath "$2") table=$(realpath "$3") tasks=$(realpath "$4")
published=$(realpath "$5") accuracies=$(realpath "$6")
cd "$(dirname "${BASH_SOURCE[0]}")"
source ../correlating.sh

errors='ninapro error-percent test@200 seed 777,darcy relative-error test@200 seed 777'
measured=grasp,fisher,grad-norm,snip,synflow,jacob-cov,nwot,lnwot,epe-nas,plain,l2-norm,zico,t-cet,t-cet-snip
theirs=$(for name in jacov epe_nas nwot snip grad_norm fisher grasp l2_norm plain params flops synflow zen; do
  printf ',c10_%s_nets9445' $name
done)
tests=c10_test_200_mean,c100_test_200_mean,in16_test_200_mean

# The benchmark names for each cell one that is the same network; both were trained.
zcat "$tasks" | awk -F, 'NR == 1 { print "arch_idx,ninapro_again,darcy_again"; next }
  { ninapro[$1] = $3; darcy[$1] = $4; same[$1] = $2 }
  END { for (cell in same) if (same[cell] != cell) print cell "," ninapro[same[cell]] "," darcy[same[cell]] }' > "$folder/again.csv"
{
  correlate scores own "$counts" --benchmark "$table" --accuracy "$errors"
  correlate scores own-1000 ../zero-cost/nasbench201-cifar10.csv --benchmark "$table" --accuracy "$errors" --metrics $measured
  correlate scores own-1000-zen ../zero-cost/nasbench201-cifar10-zen-tenas.csv --benchmark "$table" --accuracy "$errors"
  correlate scores published "$published" --key index=arch_idx --benchmark "$tasks" --accuracy ninapro,darcy --metrics "${theirs#,}" \
    --higher "${theirs#,}"
  correlate scores accuracies "$accuracies" --key index=arch_idx --benchmark "$tasks" --accuracy ninapro,darcy --metrics $tests \
    --higher $tests
  correlate scores tasks "$tasks" --key arch_idx --benchmark "$tasks" --accuracy ninapro --metrics darcy --higher darcy
  correlate scores again "$folder/again.csv" --key arch_idx --benchmark "$tasks" --accuracy ninapro,darcy \
    --metrics ninapro_again,darcy_again --higher ninapro_again,darcy_again
} | one_header scores | sed 's/,minus \(ninapro\|darcy\) [a-z-]* test@200 seed 777,/,\1,/' > correlations.csv
