package nas.engine;

import java.util.function.IntToDoubleFunction;

/** Gives the initial values of a network's parameters. */
@FunctionalInterface
public interface WeightSource {

  /**
   * Returns the values of a parameter.
   *
   * @return the value at a row-major element index, a pure function of the index
   */
  IntToDoubleFunction valuesOf(Parameter parameter);
}
