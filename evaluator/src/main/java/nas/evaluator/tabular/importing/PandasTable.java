package nas.evaluator.tabular.importing;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Columns of numbers of a pickled table of pandas, as its versions 1.3 to 2 write it: blocks of
 * rows, each row a column of the table.
 */
final class PandasTable {

  private PandasTable() {}

  /**
   * Returns the columns by their names.
   *
   * @param pickled what {@link Pickle} read
   * @throws Pickle.RefusedException if it is no such table, or holds something else than numbers
   */
  static Map<String, double[]> columns(Object pickled) throws Pickle.RefusedException {
    Map<?, ?> state = state(call(pickled, "DataFrame").state());
    List<Object> manager = call(state.get("_mgr"), "BlockManager").arguments();
    if (manager.size() < 2
        || !(manager.get(0) instanceof Pickle.Tuple blocks)
        || !(manager.get(1) instanceof List<?> axes)
        || axes.isEmpty()) {
      throw new Pickle.RefusedException("its table has no columns");
    }
    List<Object> index = call(axes.get(0), "_new_Index").arguments();
    Map<?, ?> names = state(index.size() == 2 ? index.get(1) : index);
    List<String> words = Pickle.words(names.get("data"));
    Map<String, double[]> columns = new LinkedHashMap<>();
    for (Object block : blocks.items()) {
      add(call(block, "new_block").arguments(), words, columns);
    }
    if (columns.size() != words.size()) {
      throw new Pickle.RefusedException("its table has columns without numbers");
    }
    return columns;
  }

  private static void add(List<Object> block, List<String> names, Map<String, double[]> columns)
      throws Pickle.RefusedException {
    if (block.size() < 2) {
      throw new Pickle.RefusedException("a block of its table does not say which columns it has");
    }
    List<Object> slice = call(block.get(1), "slice").arguments();
    List<Long> lengths = Pickle.lengths(block.get(0));
    double[] numbers = Pickle.numbers(block.get(0));
    if (lengths.size() != 2
        || slice.size() != 3
        || !(slice.get(0) instanceof Long first)
        || !(slice.get(2) instanceof Long step)
        || first < 0
        || step < 1
        || first + (lengths.get(0) - 1) * step >= names.size()) {
      throw new Pickle.RefusedException("a block of its table has other columns than the table");
    }
    int rows = Math.toIntExact(lengths.get(1));
    for (int i = 0; i < lengths.get(0); i++) {
      double[] column = new double[rows];
      System.arraycopy(numbers, i * rows, column, 0, rows);
      columns.put(names.get((int) (first + i * step)), column);
    }
  }

  private static Pickle.Call call(@Nullable Object value, String name)
      throws Pickle.RefusedException {
    if (value instanceof Pickle.Call call && call.name().equals(name)) {
      return call;
    }
    throw new Pickle.RefusedException(
        "a table of pandas needs a " + name + " where it has " + Pickle.described(value));
  }

  private static Map<?, ?> state(Object value) throws Pickle.RefusedException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new Pickle.RefusedException(
        "a table of pandas needs a dictionary where it has " + Pickle.described(value));
  }
}
