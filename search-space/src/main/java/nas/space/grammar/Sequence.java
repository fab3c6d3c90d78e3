package nas.space.grammar;

import java.util.List;
import java.util.function.BiConsumer;

/** Rules in order, each of which reads what the one before brings. */
final class Sequence extends Product {

  Sequence(List<Rule> parts) {
    super(parts);
  }

  /** Parts without options are counted, but have no names of their own. */
  @Override
  void factors(Derivation derivation, Place place, BiConsumer<String, String> out) {
    for (int part = 0; part < parts().size(); part++) {
      Place own = parts().size() > 1 ? place.part(part) : place;
      parts().get(part).factors(derivation.parts().get(part), own, out);
    }
  }

  @Override
  <V> V assemble(Derivation derivation, V input, Assembly<V> assembly) {
    V value = input;
    for (int part = 0; part < parts().size(); part++) {
      value = parts().get(part).assemble(derivation.parts().get(part), value, assembly);
    }
    return value;
  }
}
