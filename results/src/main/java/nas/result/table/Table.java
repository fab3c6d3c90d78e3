package nas.result.table;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/**
 * A table: columns, and rows with a cell for each.
 *
 * @param columns the columns
 * @param rows the cells of each row
 */
public record Table(List<Column> columns, List<List<Cell>> rows) {

  /** Copies the lists and checks the rows. */
  public Table {
    columns = List.copyOf(columns);
    rows = rows.stream().map(List::copyOf).toList();
    for (List<Cell> row : rows) {
      if (row.size() != columns.size()) {
        throw new IllegalArgumentException(row + " does not fit " + columns);
      }
    }
  }

  /** Returns the table of some things, a row for each. */
  public static <R> Table of(List<Field<R>> fields, List<R> things) {
    return new Table(
        fields.stream().map(Field::column).toList(),
        things.stream()
            .map(thing -> fields.stream().map(field -> field.cell().apply(thing)).toList())
            .toList());
  }

  /** Returns the columns that programs are given. */
  Table forPrograms() {
    return only(Column::isForPrograms);
  }

  /** Returns the columns that people are given. */
  public Table forPeople() {
    return only(Column::isForPeople);
  }

  /** Returns the table without some columns, by their keys, or by their headings without one. */
  public Table without(String... names) {
    return only(column -> Arrays.stream(names).noneMatch(column::isNamed));
  }

  /** Returns some columns, by their keys, or by their headings without one; absent ones not. */
  public Table only(String... names) {
    return at(
        Arrays.stream(names)
            .flatMap(name -> indices(column -> column.isNamed(name)).stream())
            .toList());
  }

  private Table only(Predicate<Column> wanted) {
    return at(indices(wanted));
  }

  private List<Integer> indices(Predicate<Column> wanted) {
    return IntStream.range(0, columns.size())
        .filter(i -> wanted.test(columns.get(i)))
        .boxed()
        .toList();
  }

  private Table at(List<Integer> indices) {
    List<List<Cell>> cells = new ArrayList<>();
    for (List<Cell> row : rows) {
      cells.add(indices.stream().map(row::get).toList());
    }
    return new Table(indices.stream().map(columns::get).toList(), cells);
  }
}
