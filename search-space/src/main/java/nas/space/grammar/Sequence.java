package nas.space.grammar;

import java.util.List;

/** Rules in order, each of which reads what the one before brings. */
final class Sequence extends Product {

  Sequence(List<Rule> parts) {
    super(parts);
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
