#!/usr/bin/env bash
# Writes, by folder and way, the mean and the standard deviation of the test accuracies over the seeds, and of what own-images is
# better by with the same seed (paired), with the half width of its 95 % interval (Student's t; none for one seed).
# usage: summary.sh < beside.csv > summary.csv
set -euo pipefail
awk -F, '
  BEGIN { OFS = ","; split("12.706 4.303 3.182 2.776 2.571 2.447", t, " ") }
  NR == 1 { for (i = 1; i <= NF; i++) column[$i] = i; next }
  {
    key = $column["set"] OFS $column["way"]
    if (!(key in count)) order[++keys] = key
    count[key]++
    test[$column["set"], $column["way"], $column["seed"]] = $column["test_percent"]
    seeds[$column["set"], $column["seed"]]
  }
  function moments(values, n,   i, sum, squares) {
    for (i = 1; i <= n; i++) sum += values[i]
    mean = sum / n
    for (i = 1; i <= n; i++) squares += (values[i] - mean) ^ 2
    return n > 1 ? sprintf("%.4f,%.4f", mean, sqrt(squares / (n - 1))) : sprintf("%.4f,", mean)
  }
  END {
    print "set,way,seeds,test_mean_percent,test_sd_percent,pairs,better_by_mean_percent,better_by_sd_percent,better_by_half_width95_percent"
    for (k = 1; k <= keys; k++) {
      split(order[k], part, OFS)
      n = pairs = 0
      for (seed = 1; seed <= 99; seed++) {
        if ((part[1], part[2], seed) in test) {
          values[++n] = test[part[1], part[2], seed]
          if (part[2] != "own-images" && (part[1], "own-images", seed) in test)
            better[++pairs] = test[part[1], "own-images", seed] - values[n]
        }
      }
      line = order[k] OFS n OFS moments(values, n) OFS pairs
      if (pairs) line = line OFS moments(better, pairs); else line = line ",,"
      if (pairs > 1) {
        split(moments(better, pairs), of, ",")
        line = line OFS sprintf("%.4f", t[pairs - 1] * of[2] / sqrt(pairs))
      } else line = line OFS
      print line
    }
  }'
