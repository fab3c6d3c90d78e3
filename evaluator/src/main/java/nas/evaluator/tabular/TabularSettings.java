package nas.evaluator.tabular;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import nas.core.plugin.Setting;

/**
 * Settings of {@link TabularEvaluator}.
 *
 * @param benchmark the benchmark file
 * @param dataset data set of the table, unless {@code searchOn} or {@code report} name another
 * @param metric what is compared, unless {@code searchOn} or {@code report} name another
 * @param searchOn the value that decides the search, as {@link Target#parse} reads it
 * @param report the value that is reported, in the same form
 * @param measure further columns to write down with every network
 * @param missing what to do if the table lacks architectures
 * @param fidelities values of shorter trainings that may decide, cheapest first, in the form of
 *     {@code searchOn}
 */
public record TabularSettings(
    @Setting("The benchmark file, as 'java -jar nas.jar import' writes it") Path benchmark,
    @Setting("Data set of the table, such as cifar10, unless search-on or report name another")
        String dataset,
    @Setting(
            "What networks are compared by: a metric of the table such as error-percent or"
                + " perplexity, of which the table says whether higher or lower values are better;"
                + " by default accuracy-percent")
        Optional<String> metric,
    @Setting(
            "Value that decides the search: 'validation@200 mean', 'validation@200 seed 777',"
                + " or 'validation@108 per-trial' for a run drawn by each trial; a data set,"
                + " or data set and metric, may stand before it")
        String searchOn,
    @Setting("Value that is reported, in the same form: 'test@200 mean'") String report,
    @Setting(
            value =
                "Costs such as latency-ms.raspi4 to write down with every network; parameters are"
                    + " written down whenever the table has them",
            byDefault = "[]")
        List<String> measure,
    @Setting(
            value =
                "What to do if the table lacks architectures of the space: refuse the experiment;"
                    + " skip each of them that is proposed, at no cost; or fail each of them as a"
                    + " training that fails, which the budget counts",
            byDefault = "refuse")
        Missing missing,
    @Setting(
            value =
                "Values of shorter trainings, cheapest first, by which strategies of several"
                    + " fidelities may choose: ['validation@4 mean', 'validation@12 mean']; the"
                    + " full one is search-on, and what is reported is always report",
            byDefault = "[]")
        List<String> fidelities) {

  /** What to do about architectures without a row. */
  public enum Missing {
    /** Refuse the experiment if there are any. */
    REFUSE,
    /** Skip each of them that is proposed. */
    SKIP,
    /** Let the evaluation of each of them fail. */
    FAIL
  }

  /** Returns what networks are compared by where search-on and report do not say it. */
  String metricByDefault() {
    return metric.orElse(Query.ACCURACY_PERCENT);
  }

  /** Copies the list and checks the forms. */
  public TabularSettings {
    measure = List.copyOf(measure);
    fidelities = List.copyOf(fidelities);
    Target.parse("search-on", searchOn);
    Target.parse("report", report);
    fidelities.forEach(text -> Target.parse("fidelities", text));
  }
}
