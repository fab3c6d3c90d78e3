package nas.evaluator.tabular.importing;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Setting;
import nas.core.trial.Better;
import nas.evaluator.tabular.Quantity;
import nas.evaluator.tabular.Query;
import nas.space.choices.ChoiceSettings;

/**
 * What the columns of a CSV file hold.
 *
 * @param name name of the benchmark
 * @param space what the architectures are: {@code nasbench101}, {@code nasbench201}, {@code
 *     choices}, or any word for a space that the program does not know
 * @param choices the strings of choices, if space is {@code choices}
 * @param architecture the column with the architectures
 * @param source where the numbers come from
 * @param licence the licence of the numbers
 * @param notes what one must know to read them
 * @param columns the columns with numbers
 */
public record CsvMapping(
    @Setting("Name of the benchmark") String name,
    @Setting(
            "What the architectures are: nasbench101, nasbench201, choices, or any word for a space"
                + " that the program does not know")
        String space,
    @Setting("Positions and options, if space is choices") Optional<ChoiceSettings> choices,
    @Setting("The column with the architectures as the space writes them") String architecture,
    @Setting(value = "Where the numbers come from", byDefault = "unknown") String source,
    @Setting(value = "The licence of the numbers", byDefault = "unknown") String licence,
    @Setting(value = "What one must know to read them truthfully", byDefault = "''") String notes,
    @Setting("The columns with numbers") List<Numbers> columns) {

  static final String CHOICES = "choices";

  /**
   * A column with numbers; a value is number x multiplier / divisor, or that subtracted from
   * something.
   *
   * @param column its name in the file
   * @param holds the quantity, as {@link Quantity#parse} reads it
   * @param multiplier such as 100, to turn shares into percent
   * @param divisor such as the number of images, if the file counts the right ones
   * @param subtractFrom the value is this number minus what the others give: 100 turns errors in
   *     percent into accuracies
   * @param better which values are better, or promise the better network
   */
  public record Numbers(
      @Setting("Its name in the file") String column,
      @Setting(
              "What it holds: 'DATASET METRIC SPLIT@EPOCHS RUN', as in 'cifar10 accuracy-percent"
                  + " validation@200 seed 777' or '... mean', or one word such as parameters,"
                  + " latency-ms.phone or the name of a score")
          String holds,
      @Setting(
              value = "The number is multiplied by it; 100 turns shares into percent",
              byDefault = "1",
              min = 1,
              max = 1e9)
          long multiplier,
      @Setting(value = "The number is divided by it", byDefault = "1", min = 1, max = 1e9)
          long divisor,
      @Setting(
              "The value is this number minus what multiplier and divisor give; 100 turns errors in"
                  + " percent into accuracies")
          Optional<Double> subtractFrom,
      @Setting(
              "Whether higher or lower values are better, which searches by metrics other than"
                  + " accuracy-percent must know; for scores, which may guide searches as metrics"
                  + " do, whether higher or lower values promise the better network")
          Optional<Better> better) {

    /** Checks the quantity. */
    public Numbers {
      Quantity quantity = Quantity.parse("holds", holds);
      if (better.filter(Better.LOWER::equals).isPresent()
          && quantity instanceof Query query
          && query.metric().equals(Query.ACCURACY_PERCENT)) {
        throw new InvalidSettingException(
            "better",
            "better is lower, but of " + Query.ACCURACY_PERCENT + " the higher values are better",
            "leave it out, or name an error rate error-percent");
      }
    }

    /**
     * Returns the number to store, whose value is it times multiplier over divisor.
     *
     * @param number what the file holds
     */
    double stored(double number) {
      if (subtractFrom.isEmpty()) {
        return number;
      }
      // In decimals, so that 100 - 7.13 is 92.87.
      return BigDecimal.valueOf(subtractFrom.get())
          .multiply(BigDecimal.valueOf(divisor))
          .divide(BigDecimal.valueOf(multiplier), MathContext.DECIMAL64)
          .subtract(BigDecimal.valueOf(number))
          .doubleValue();
    }

    /** Says how a value that is subtracted comes from the column; empty: as it is. */
    Optional<String> transformation() {
      return subtractFrom.map(
          from ->
              quantity()
                  + " is "
                  + BigDecimal.valueOf(from).stripTrailingZeros().toPlainString()
                  + " - "
                  + column
                  + (multiplier == 1 ? "" : " x " + multiplier)
                  + (divisor == 1 ? "" : " / " + divisor)
                  + ".");
    }

    /** Returns what the column holds. */
    Quantity quantity() {
      return Quantity.parse("holds", holds);
    }
  }

  /** Copies the list and checks that the parts fit together. */
  public CsvMapping {
    columns = List.copyOf(columns);
    if (!Quantity.NAME.matcher(name).matches()) {
      throw new InvalidSettingException(
          "name", "name must be letters, digits, dots, hyphens and underscores", "");
    }
    if (!Quantity.NAME.matcher(space).matches()) {
      throw new InvalidSettingException(
          "space", "space must be one word", "use nasbench101, nasbench201 or choices");
    }
    if (columns.isEmpty()) {
      throw new InvalidSettingException("columns", "columns is empty", "add a column with numbers");
    }
    if (choices.isPresent() != space.equals(CHOICES)) {
      throw new InvalidSettingException(
          choices.isPresent() ? "choices" : "space",
          choices.isPresent()
              ? "choices is given, but space (" + space + ") is not 'choices'"
              : "space is 'choices', but choices is missing",
          choices.isPresent() ? "say 'space: choices'" : "add positions and options under it");
    }
    Set<Quantity> seen = new HashSet<>();
    for (int i = 0; i < columns.size(); i++) {
      requireAlike(i, columns);
      if (!seen.add(columns.get(i).quantity())) {
        throw new InvalidSettingException(
            "columns[" + i + "].holds",
            "Two columns hold '" + columns.get(i).quantity() + "'",
            "tell them apart, as by their seeds");
      }
    }
  }

  /** Refuses columns of one metric of which other values are better. */
  private static void requireAlike(int index, List<Numbers> columns) {
    Numbers numbers = columns.get(index);
    if (!(numbers.quantity() instanceof Query query) || numbers.better().isEmpty()) {
      return;
    }
    for (Numbers other : columns.subList(0, index)) {
      if (other.quantity() instanceof Query before
          && before.metric().equals(query.metric())
          && other.better().isPresent()
          && !other.better().equals(numbers.better())) {
        throw new InvalidSettingException(
            "columns[" + index + "].better",
            "better is %s, but of '%s', which is the same metric, it is %s"
                .formatted(numbers.better().get().key(), other.holds(), other.better().get().key()),
            "say the same of both");
      }
    }
  }
}
