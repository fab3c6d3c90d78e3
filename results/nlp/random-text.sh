#!/usr/bin/env bash
# Prints 12,000 words drawn uniformly from 1,000 by the generator of Park and Miller 1988, seed 42.
set -euo pipefail
awk 'BEGIN { s = 42; for (i = 0; i < 12000; i++) { s = s * 16807 % 2147483647; printf "w%d ", int(s / 2147483647 * 1000) } }'
