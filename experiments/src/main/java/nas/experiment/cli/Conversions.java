package nas.experiment.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import nas.core.text.ErrorText;
import nas.core.text.NativeText;
import nas.experiment.config.ValueType;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.TypeConversionException;

/** Turns the texts of options and arguments into values, or says in plain words why it cannot. */
final class Conversions {

  private static final ITypeConverter<Integer> WHOLE = text -> number(text, Integer::valueOf);
  private static final ITypeConverter<Long> LONG = text -> number(text, Long::valueOf);
  private static final ITypeConverter<Double> REAL = Conversions::real;

  private Conversions() {}

  /** Registers them for a command line and all its commands. */
  static void register(CommandLine line) {
    line.registerConverter(Integer.class, WHOLE);
    line.registerConverter(int.class, WHOLE);
    line.registerConverter(Long.class, LONG);
    line.registerConverter(long.class, LONG);
    line.registerConverter(Double.class, REAL);
    line.registerConverter(double.class, REAL);
    line.registerConverter(Path.class, Conversions::path);
    registerWords(line);
  }

  /** Constants of enums are written as in experiment files. */
  private static void registerWords(CommandLine line) {
    for (ArgSpec argument : line.getCommandSpec().args()) {
      Stream.of(argument.auxiliaryTypes())
          .filter(Class::isEnum)
          .forEach(type -> registerWord(line, type));
    }
    line.getSubcommands().values().forEach(Conversions::registerWords);
  }

  private static <T> void registerWord(CommandLine line, Class<T> type) {
    List<T> constants = List.of(type.getEnumConstants());
    List<Enum<?>> known = new ArrayList<>();
    constants.forEach(constant -> known.add((Enum<?>) constant));
    List<String> words = new ValueType.Word(known).words();
    line.registerConverter(
        type,
        text -> {
          for (int index = 0; index < words.size(); index++) {
            if (words.get(index).equalsIgnoreCase(text)) {
              return constants.get(index);
            }
          }
          throw new TypeConversionException(
              ErrorText.quote(text) + " must be one of " + String.join(", ", words));
        });
  }

  private static <N> N number(String text, Function<String, N> parsed) {
    try {
      return parsed.apply(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is "
              + (text.matches("[-+]?[0-9]+") ? "too large" : "not a whole number"));
    }
  }

  private static double real(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw new TypeConversionException("'" + text + "' is not a number");
    }
  }

  private static Path path(String text) {
    try {
      return Path.of(text);
    } catch (InvalidPathException refused) {
      throw new TypeConversionException(
          ErrorText.quote(text) + " cannot be a path" + NativeText.whyNoPath(refused));
    }
  }
}
