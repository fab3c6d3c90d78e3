# Sourced by correlate.sh of the folders here, which set jar: writes one table out of several calls of 'correlate'.
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

correlate() { # COLUMN LABEL ARGUMENTS: the rows, behind a first column that is LABEL in all of them
  local column=$1 label=$2
  shift 2
  java -jar "$jar" correlate "$@" --out "$folder/out" > /dev/null
  sed "1s/^/$column,/; 2,\$s/^/$label,/" "$folder/out/correlations.csv"
  rm -r "$folder/out"
}

one_header() { # COLUMN: leaves out all headers but the first
  awk -v column="$1" 'NR == 1 || index($0, column ",") != 1'
}
