package nas.space.declared;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.text.ErrorText;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.NetworkSize;
import nas.space.ResizableBlueprint;
import nas.space.grammar.Derivation;

/**
 * Networks of a declared space whose width or depth constants decide.
 *
 * @param full the networks in full
 * @param named which constants these are
 */
record ResizableNetworks(DeclaredBlueprint full, GrammarSettings.Size named)
    implements ResizableBlueprint<Derivation> {

  /** Checks that the constants are whole numbers. */
  ResizableNetworks {
    named.channels().ifPresent(name -> number(full.constants(), name));
    named.cells().ifPresent(name -> number(full.constants(), name));
  }

  private static int number(Constants constants, String name) {
    Object value = constants.values().get(name);
    if (value == null) {
      throw new InvalidSettingException(
          "size",
          "size names %s, which is no constant".formatted(ErrorText.quote(name)),
          ErrorText.nearest(name, constants.values().keySet())
              .map(near -> "you mean '%s'".formatted(near))
              .orElse("add it to constants"));
    }
    if (!(value instanceof Double number)
        || number != Math.rint(number)
        || !(number >= 1 && number <= 1 << 24)) {
      throw new InvalidSettingException(
          "size",
          "size names the constant %s, which is %s and no whole number of at least 1"
              .formatted(name, Expression.text(value)),
          "");
    }
    return number.intValue();
  }

  @Override
  public Network network(Derivation architecture, Task task) {
    return full.network(architecture, task);
  }

  @Override
  public void check(Task task) {
    full.check(task);
  }

  @Override
  public NetworkSize size() {
    return new NetworkSize(value(named.channels()), value(named.cells()));
  }

  private int value(Optional<String> name) {
    return name.map(constant -> number(full.constants(), constant)).orElse(1);
  }

  @Override
  public Blueprint<Derivation> resized(NetworkSize size) {
    Map<String, Object> values = new HashMap<>();
    put(values, named.channels(), size.channels(), "channels");
    put(values, named.cells(), size.cells(), "cells");
    return full.with(full.constants().with(values));
  }

  private static void put(
      Map<String, Object> values, Optional<String> name, int value, String what) {
    if (name.isPresent()) {
      values.put(name.get(), (double) value);
    } else if (value != 1) {
      throw new IllegalArgumentException("no constant says how many " + what + " there are");
    }
  }
}
