package nas.evaluator.tabular;

/**
 * A property of the network that does not depend on training.
 *
 * @param name with its unit where it has one: {@link #PARAMETERS}, {@code latency-ms.raspi4}
 */
public record Cost(String name) implements Quantity {

  /** Number of trainable parameters. */
  public static final Cost PARAMETERS = new Cost("parameters");

  @Override
  public String toString() {
    return name;
  }
}
