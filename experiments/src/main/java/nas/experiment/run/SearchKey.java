package nas.experiment.run;

/**
 * Names one search of an experiment.
 *
 * @param strategyIndex position of the strategy in the experiment file, from 0; networks beside the
 *     searches follow the strategies
 * @param strategy name of the strategy
 * @param repetition index of the repetition, from 0
 */
public record SearchKey(int strategyIndex, String strategy, int repetition) {
  @Override
  public String toString() {
    return strategy + ", repetition " + repetition;
  }
}
