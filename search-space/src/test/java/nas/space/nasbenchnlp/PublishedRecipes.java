package nas.space.nasbenchnlp;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import nas.core.SharedFiles;
import nas.core.file.CsvReader;

/**
 * A line of the published table: its cells by column, empty where there is nothing.
 *
 * @param cells the cells
 */
record PublishedRecipes(Map<String, String> cells) {

  /** Returns the 4,322 lines; the calling test is skipped where there is no table. */
  static List<PublishedRecipes> all() {
    Path table = SharedFiles.require("benchmarks/nasbench-nlp/recipes_ptb_wt2.csv.gz");
    List<PublishedRecipes> lines = new ArrayList<>();
    try (CsvReader reader = CsvReader.open(table)) {
      List<String> header = reader.header();
      while (reader.next()) {
        lines.add(
            new PublishedRecipes(
                IntStream.range(0, header.size())
                    .boxed()
                    .collect(Collectors.toMap(header::get, reader::cell))));
      }
    }
    return lines;
  }

  String cell(String column) {
    return String.valueOf(cells.get(column));
  }

  int number(String column) {
    return Integer.parseInt(cell(column));
  }
}
