package nas.result.table;

import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import nas.core.text.NumberText;

/**
 * A column and what it says of a thing; tables are made of several.
 *
 * @param column how programs and people know it
 * @param cell what it says
 * @param <R> what a row is about
 */
public record Field<R>(Column column, Function<R, Cell> cell) {

  private static final Cell BLANK = new Cell(new Value.Undefined(), () -> "", "", Double.NaN);
  private static final Cell UNDEFINED =
      new Cell(new Value.Undefined(), () -> Cell.NOTHING, "", Double.NaN);

  private static <R> Field<R> of(
      String key, Column.Type type, Function<R, Value> value, Function<R, String> text) {
    return new Field<>(
        new Column(key, "", "", type, false),
        row -> {
          Value held = value.apply(row);
          return new Cell(
              held,
              () -> held instanceof Value.Undefined ? Cell.NOTHING : text.apply(row),
              "",
              held.asNumber());
        });
  }

  /** Returns a field for a text. */
  public static <R> Field<R> text(String key, Function<R, String> text) {
    return of(key, Column.Type.TEXT, row -> new Value.Text(text.apply(row)), text);
  }

  /** Returns a field for a text that may be missing. */
  public static <R> Field<R> optional(String key, Function<R, Optional<String>> text) {
    return of(
        key,
        Column.Type.TEXT,
        row -> text.apply(row).<Value>map(Value.Text::new).orElse(new Value.Undefined()),
        row -> text.apply(row).orElse(""));
  }

  /** Returns a field for a whole number. */
  public static <R> Field<R> count(String key, ToLongFunction<R> count) {
    return Field.<R>of(
            key, Column.Type.NUMBER, row -> new Value.Whole(count.applyAsLong(row)), row -> "")
        .decimals(0);
  }

  /** Returns a field for a number that is undefined where it is NaN or infinite. */
  public static <R> Field<R> number(String key, ToDoubleFunction<R> number) {
    return Field.<R>of(
            key, Column.Type.NUMBER, row -> Value.of(number.applyAsDouble(row)), row -> "")
        .decimals(2);
  }

  /** The same for a number that programs are given without decimals where it is whole. */
  public static <R> Field<R> amount(String key, ToDoubleFunction<R> amount) {
    return Field.<R>of(
            key, Column.Type.NUMBER, row -> Value.amount(amount.applyAsDouble(row)), row -> "")
        .decimals(2);
  }

  /** Returns a field for a yes or no, undefined where there is neither. */
  public static <R> Field<R> flag(String key, Function<R, Optional<Boolean>> flag) {
    return of(
        key,
        Column.Type.FLAG,
        row -> flag.apply(row).<Value>map(Value.Flag::new).orElse(new Value.Undefined()),
        row -> flag.apply(row).map(holds -> holds ? "yes" : "no").orElse(""));
  }

  /** Returns a field with values of any kind. */
  public static <R> Field<R> values(String key, Column.Type type, Function<R, Value> value) {
    return of(key, type, value, row -> "");
  }

  /** Returns a field for people alone, made of numbers that have fields of their own. */
  public static <R> Field<R> figure(String heading, Function<R, String> text) {
    return of("", Column.Type.NUMBER, row -> new Value.Text(text.apply(row)), text).headed(heading);
  }

  /** Returns the same under a heading. */
  public Field<R> headed(String heading) {
    return headed(heading, "");
  }

  /** Returns the same under a heading with a unit. */
  public Field<R> headed(String heading, String unit) {
    return new Field<>(
        new Column(column.key(), heading, unit, column.type(), column.emphasised()), cell);
  }

  /** Returns the same, shown to people in other words where it is defined. */
  public Field<R> shown(Function<R, String> text) {
    return with(
        (row, own) ->
            own.value() instanceof Value.Undefined
                ? own
                : new Cell(own.value(), () -> text.apply(row), own.note(), own.order()));
  }

  /** Returns the same number with so many decimals for people, and commas between thousands. */
  public Field<R> decimals(int decimals) {
    return with(
        (row, own) ->
            own.value() instanceof Value.Undefined
                ? own
                : new Cell(
                    own.value(),
                    () -> NumberText.grouped(own.value().asNumber(), decimals),
                    own.note(),
                    own.order()));
  }

  /** Returns the same with a note beside it. */
  public Field<R> noted(Function<R, String> note) {
    return with((row, own) -> new Cell(own.value(), own.shown(), note.apply(row), own.order()));
  }

  /** Returns the same, sorted by another number. */
  public Field<R> orderedBy(ToDoubleFunction<R> order) {
    return with(
        (row, own) -> new Cell(own.value(), own.shown(), own.note(), order.applyAsDouble(row)));
  }

  /** Returns the same as what people should look at first. */
  public Field<R> emphasised() {
    return new Field<>(
        new Column(column.key(), column.heading(), column.unit(), column.type(), true), cell);
  }

  /** Returns the same where a condition holds, and else undefined. */
  public Field<R> where(Predicate<R> condition) {
    return with((row, own) -> condition.test(row) ? own : UNDEFINED);
  }

  /** Returns the same where a condition does not hold, and else nothing, not even for people. */
  public Field<R> blankWhere(Predicate<R> condition) {
    return with((row, own) -> condition.test(row) ? BLANK : own);
  }

  /** Returns the same of a part of another thing. */
  public <Q> Field<Q> of(Function<Q, R> part) {
    return new Field<>(column, whole -> cell.apply(part.apply(whole)));
  }

  /** Returns the same of a part that another thing may lack. */
  public <Q> Field<Q> ofOptional(Function<Q, Optional<R>> part) {
    return new Field<>(column, whole -> part.apply(whole).map(cell).orElse(UNDEFINED));
  }

  private Field<R> with(BiFunction<R, Cell, Cell> change) {
    return new Field<>(column, row -> change.apply(row, cell.apply(row)));
  }
}
