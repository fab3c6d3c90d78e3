package nas.result.correlation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import nas.result.plot.CostChart;
import nas.result.plot.LineChart;
import nas.result.statistics.Estimate;
import nas.result.statistics.RankFigure;
import nas.result.table.Field;
import nas.result.table.Table;

/**
 * Correlation against cost: how well accuracies are predicted for how many minibatches, as in
 * figure 2 of Abdelfattah et al. 2021, arXiv:2101.08134.
 */
final class CorrelationCost {

  /** A column with its cost. */
  private record Costed(Correlations of, ColumnCost cost, Correlations.Row row) {

    Estimate spearman() {
      return row.figure(RankFigure.SPEARMAN);
    }
  }

  private CorrelationCost() {}

  /** Returns the columns whose cost is told, in the order in which it is. */
  private static List<Costed> costed(Correlations correlations, List<ColumnCost> costs) {
    List<Costed> costed = new ArrayList<>();
    for (ColumnCost cost : costs) {
      correlations.rows().stream()
          .filter(row -> row.column().name().equals(cost.column()))
          .forEach(row -> costed.add(new Costed(correlations, cost, row)));
    }
    return costed;
  }

  /** Returns a row for each accuracy and column, in the order of the costs. */
  static Table table(List<Correlations> all, List<ColumnCost> costs) {
    List<Field<Costed>> fields = new ArrayList<>();
    fields.add(Field.text("accuracy", one -> one.of().accuracy().name()));
    fields.add(Field.text("name", one -> one.cost().name()));
    fields.add(
        Field.amount(
            "epoch",
            one -> one.cost().epoch().stream().asDoubleStream().findFirst().orElse(Double.NaN)));
    fields.add(
        Field.amount(
            "minibatches",
            one ->
                one.cost().minibatches().stream().asDoubleStream().findFirst().orElse(Double.NaN)));
    CorrelationTables.estimate("spearman", "_lower95", "_upper95")
        .forEach(field -> fields.add(field.of(Costed::spearman)));
    fields.add(Field.count("architectures", one -> one.row().architectures()));
    return Table.of(fields, all.stream().flatMap(one -> costed(one, costs).stream()).toList());
  }

  /** Returns the chart; columns without a correlation or a known cost are left out. */
  static CostChart chart(Correlations correlations, List<ColumnCost> costs) {
    Map<String, List<LineChart.Point>> curves = new LinkedHashMap<>();
    List<CostChart.Dot> dots = new ArrayList<>();
    for (Costed costed : costed(correlations, costs)) {
      Estimate spearman = costed.spearman();
      if (costed.cost().minibatches().isEmpty() || spearman.value().isEmpty()) {
        continue;
      }
      double cost = costed.cost().minibatches().getAsLong();
      double value = spearman.value().getAsDouble();
      if (costed.cost().epoch().isPresent()) {
        curves
            .computeIfAbsent(costed.cost().name(), name -> new ArrayList<>())
            .add(
                new LineChart.Point(
                    cost,
                    value,
                    Math.min(
                        value, spearman.interval().map(Estimate.Interval::lower).orElse(value)),
                    Math.max(
                        value, spearman.interval().map(Estimate.Interval::upper).orElse(value))));
      } else {
        dots.add(
            new CostChart.Dot(
                costed.cost().name(),
                String.format(Locale.ROOT, "%.2f", value)
                    + spearman
                        .interval()
                        .map(i -> String.format(Locale.ROOT, " (%.2f..%.2f)", i.lower(), i.upper()))
                        .orElse(""),
                cost,
                value));
      }
    }
    dots.sort(Comparator.comparingDouble(CostChart.Dot::cost));
    return new CostChart(
        "Correlation with " + correlations.accuracy().name() + " against cost",
        String.format(
            Locale.ROOT,
            "Spearman's rank correlation over %,d architectures, with 95 %% bootstrap intervals",
            correlations.architectures()),
        "Minibatches for each network",
        "Spearman",
        curves.entrySet().stream()
            .map(curve -> new LineChart.Curve(curve.getKey(), false, curve.getValue()))
            .toList(),
        dots);
  }
}
