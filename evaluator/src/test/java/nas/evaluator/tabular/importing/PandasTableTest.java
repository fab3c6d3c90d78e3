package nas.evaluator.tabular.importing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import nas.evaluator.tabular.importing.PickleWriter.Global;
import nas.evaluator.tabular.importing.PickleWriter.Made;
import nas.evaluator.tabular.importing.PickleWriter.None;
import nas.evaluator.tabular.importing.PickleWriter.Tuple;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Small tables, pickled in the order of operations in which pandas pickles large ones. */
final class PandasTableTest {

  private static final Global NEW_BLOCK = new Global("pandas.core.internals.blocks", "new_block");
  private static final Global RECONSTRUCT = new Global("numpy.core.multiarray", "_reconstruct");
  private static final Global INDEX = new Global("pandas.core.indexes.base", "Index");

  private static Object array(List<Object> shape, String type, Object content) {
    Made dtype =
        made(
            new Global("numpy", "dtype"),
            Tuple.of(
                3, type.startsWith("O") ? "|" : "<", None.NONE, None.NONE, None.NONE, -1, -1, 0),
            type,
            false,
            true);
    return made(
        RECONSTRUCT,
        Tuple.of(1, new Tuple(shape), dtype, false, content),
        new Global("numpy", "ndarray"),
        Tuple.of(0),
        new byte[] {'b'});
  }

  private static Made made(Object function, @Nullable Object state, Object... arguments) {
    return new Made(function, List.of(arguments), false, state);
  }

  private static byte[] little(double... numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Double.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    for (double number : numbers) {
      bytes.putDouble(number);
    }
    return bytes.array();
  }

  private static Object block(Object values, int from, int to) {
    Made partial =
        made(
            new Global("functools", "partial"),
            Tuple.of(NEW_BLOCK, Tuple.of(), new LinkedHashMap<>(Map.of("ndim", 2)), None.NONE),
            NEW_BLOCK);
    return made(partial, null, values, made(new Global("builtins", "slice"), null, from, to, 1));
  }

  private static Object table(List<Object> names, Object... blocks) {
    Map<String, Object> data = new LinkedHashMap<>();
    data.put("data", array(List.of(names.size()), "O8", names));
    data.put("name", None.NONE);
    Made columns = made(new Global("pandas.core.indexes.base", "_new_Index"), null, INDEX, data);
    Made manager =
        made(
            new Global("pandas.core.internals.managers", "BlockManager"),
            null,
            new Tuple(List.of(blocks)),
            List.of(columns));
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("_mgr", manager);
    state.put("_typ", "dataframe");
    return new Made(new Global("pandas.core.frame", "DataFrame"), List.of(), true, state);
  }

  private static Map<String, double[]> read(Object table)
      throws IOException, Pickle.RefusedException {
    return PandasTable.columns(
        Pickle.read(new ByteArrayInputStream(PickleWriter.pickled(table)), none -> 0));
  }

  private static String refused(Object table) {
    return String.valueOf(
        assertThrows(Pickle.RefusedException.class, () -> read(table)).getMessage());
  }

  @Test
  void columnsOfAllBlocks() throws IOException, Pickle.RefusedException {
    byte[] whole =
        ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(0).putLong(1).array();
    Map<String, double[]> columns =
        read(
            table(
                List.of("index", "a", "b"),
                block(array(List.of(1, 2), "i8", whole), 0, 1),
                block(array(List.of(2, 2), "f8", little(0.5, 0.25, 3, 4)), 1, 3)));
    assertEquals(List.of("index", "a", "b"), List.copyOf(columns.keySet()));
    assertArrayEquals(new double[] {0, 1}, columns.get("index"));
    assertArrayEquals(new double[] {0.5, 0.25}, columns.get("a"));
    assertArrayEquals(new double[] {3, 4}, columns.get("b"));
  }

  @Test
  void whatIsNoTableOfNumbersIsRefused() {
    Object numbers = array(List.of(1, 2), "f8", little(1, 2));
    assertEquals(
        "a table of pandas needs a DataFrame where it has a dictionary", refused(Map.of("a", 1)));
    assertEquals(
        "its table has columns without numbers",
        refused(table(List.of("a", "b"), block(numbers, 0, 1))));
    assertEquals(
        "a block of its table has other columns than the table",
        refused(table(List.of("a"), block(numbers, 1, 2))));
    assertEquals(
        "an array has other bytes than its shape says",
        refused(table(List.of("a"), block(array(List.of(1, 3), "f8", little(1, 2)), 0, 1))));
    assertEquals(
        "an array has numbers of the type \"f4\"",
        refused(table(List.of("a"), block(array(List.of(1, 2), "f4", little(1)), 0, 1))));
    assertEquals(
        "an array of numbers is expected",
        refused(table(List.of("a"), block(array(List.of(1, 2), "O8", List.of("x", "y")), 0, 1))));
    assertEquals(
        "a table of pandas needs a new_block where it has what slice makes",
        refused(table(List.of("a"), made(new Global("builtins", "slice"), null, 0, 1, 1))));
    assertEquals(
        "it would use \"os.system\", which is no plain data",
        refused(table(List.of("a"), made(new Global("os", "system"), null, "ls"))));
    assertEquals(
        "it would use \"builtins.eval\", which is no plain data",
        refused(
            table(
                List.of("a"),
                made(new Global("functools", "partial"), null, new Global("builtins", "eval")))));
  }
}
