package nas.space.declared;

import java.util.List;
import java.util.Set;

/** What can be put into a network: an operation or a block of operations. */
sealed interface Callee permits OperationForm, BlockForm {

  /** Returns its name. */
  String name();

  /** Returns what it can be told, in order. */
  List<String> parameters();

  /** Returns what it must be told. */
  Set<String> required();

  /** Returns a text that is equal for those that do the same, whatever they are called. */
  String signature();
}
