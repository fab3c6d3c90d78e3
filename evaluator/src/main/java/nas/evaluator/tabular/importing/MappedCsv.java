package nas.evaluator.tabular.importing;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import nas.core.UserException;
import nas.core.file.CsvReader;
import nas.core.text.ErrorText;
import nas.evaluator.tabular.BenchmarkBuilder;
import nas.evaluator.tabular.Description;
import nas.evaluator.tabular.Keys;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.space.choices.ChoiceSpace;

/** Reads any CSV file whose columns are told. */
public final class MappedCsv {

  private MappedCsv() {}

  /**
   * Reads a file.
   *
   * @throws UserException if the file cannot be read, lacks a column, or has an architecture that
   *     is not one of the space or stands twice
   */
  public static Imported read(Path file, CsvMapping mapping) {
    Optional<? extends Space<?>> space =
        mapping.choices().isPresent()
            ? mapping.choices().map(ChoiceSpace::new)
            : Keys.published(mapping.space());
    BenchmarkBuilder builder =
        new BenchmarkBuilder(
            new Description(
                mapping.name(),
                mapping.space(),
                Keys.kind(mapping.space()),
                mapping.source(),
                mapping.licence(),
                notes(mapping)));
    try (CsvReader csv = CsvReader.open(file)) {
      int architecture = Values.column(csv, mapping.architecture());
      int[] from = new int[mapping.columns().size()];
      int[] to = new int[from.length];
      for (int i = 0; i < from.length; i++) {
        CsvMapping.Numbers numbers = mapping.columns().get(i);
        from[i] = Values.column(csv, numbers.column());
        to[i] = builder.column(numbers.quantity(), numbers.multiplier(), numbers.divisor());
        numbers.better().ifPresent(better -> builder.better(numbers.quantity(), better));
      }
      while (csv.next()) {
        String text = csv.cell(architecture);
        String key = key(csv, space, text);
        if (builder.find(key).isPresent()) {
          throw csv.problem(
              "the architecture " + ErrorText.quote(text) + " stands twice",
              "remove one of the rows");
        }
        int row = builder.addRow(key);
        for (int i = 0; i < from.length; i++) {
          OptionalDouble number = csv.number(from[i]);
          if (number.isPresent()) {
            CsvMapping.Numbers numbers = mapping.columns().get(i);
            builder.set(row, to[i], numbers.stored(number.getAsDouble()));
            Values.require(
                numbers.quantity(),
                builder.value(row, to[i]),
                csv.header().get(from[i]),
                csv::problem);
          }
        }
      }
    }
    return Imported.of(builder, List.of(file));
  }

  /** Returns the notes, with how values were computed that are not as the file has them. */
  private static String notes(CsvMapping mapping) {
    return Stream.concat(
            Stream.of(mapping.notes()).filter(notes -> !notes.isBlank()),
            mapping.columns().stream().flatMap(column -> column.transformation().stream()))
        .collect(Collectors.joining(" "));
  }

  private static String key(CsvReader csv, Optional<? extends Space<?>> space, String text) {
    if (space.isEmpty()) {
      String stripped = text.strip();
      if (!stripped.matches("[ -~]{1,10000}")) {
        throw csv.problem(
            "the architecture " + ErrorText.quote(text) + " must be printable ASCII", "");
      }
      return stripped;
    }
    try {
      return Keys.key(space.get(), text);
    } catch (InvalidArchitectureException refused) {
      throw csv.problem(String.valueOf(refused.getMessage()), "");
    }
  }
}
