package nas.space.grammar;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A finite automaton without circles that reads the words of a grammar, with a path for each
 * derivation: two different paths with the same words are two derivations with one text.
 */
final class Automaton {

  private static final int MAX_PAIRS = 1_000_000;

  private record Arc(Set<String> words, int to) {}

  /** What can be read next in a state, without reading anything before. */
  private record Closure(List<Arc> arcs, boolean ends, Optional<Integer> reachedTwice) {}

  /** Two paths with the same words; different ones, if they differ. */
  private record Pair(int one, int other, boolean differ) {}

  private record Step(Pair before, String word) {}

  private final List<List<Integer>> silent = new ArrayList<>();
  private final List<List<Arc>> arcs = new ArrayList<>();
  private int start;
  private int end;

  /** Adds a state. */
  int state() {
    silent.add(new ArrayList<>());
    arcs.add(new ArrayList<>());
    return silent.size() - 1;
  }

  /** Adds a step that reads one of some words. */
  void word(int from, Set<String> words, int to) {
    arcs.get(from).add(new Arc(words, to));
  }

  /** Adds a step that reads nothing. */
  void silent(int from, int to) {
    silent.get(from).add(to);
  }

  static Automaton of(Rule rule) {
    Automaton automaton = new Automaton();
    automaton.start = automaton.state();
    automaton.end = rule.build(automaton, automaton.start);
    return automaton;
  }

  /** Says whether there may be no words at all. */
  boolean readsNothing() {
    return closure(start).ends();
  }

  /** Returns all words. */
  Set<String> words() {
    Set<String> words = new HashSet<>();
    arcs.forEach(leaving -> leaving.forEach(arc -> words.addAll(arc.words())));
    return words;
  }

  /**
   * Returns words that two derivations have, if there are some.
   *
   * @throws GrammarException if too many pairs of paths would have to be compared
   */
  Optional<List<String>> ambiguous() {
    Map<Pair, @Nullable Step> reached = new HashMap<>();
    Deque<Pair> open = new ArrayDeque<>();
    Pair first = new Pair(start, start, false);
    reached.put(first, null);
    open.add(first);
    Map<Integer, Closure> closures = new HashMap<>();
    while (!open.isEmpty()) {
      Pair pair = open.remove();
      Closure one = closures.computeIfAbsent(pair.one(), this::closure);
      Closure other = closures.computeIfAbsent(pair.other(), this::closure);
      if (one.reachedTwice().isPresent()) {
        return Optional.of(path(reached, pair, one.reachedTwice().get()));
      }
      if (pair.differ() && one.ends() && other.ends()) {
        return Optional.of(path(reached, pair, end));
      }
      for (Map.Entry<Pair, String> next : steps(pair, one, other).entrySet()) {
        if (reached.putIfAbsent(next.getKey(), new Step(pair, next.getValue())) == null
            && !next.getKey().equals(first)) {
          open.add(next.getKey());
        }
      }
      if (reached.size() > MAX_PAIRS) {
        throw new GrammarException(
            "the grammar is too large to make sure that no text has two derivations",
            "give blocks that can follow each other different names");
      }
    }
    return Optional.empty();
  }

  private static Map<Pair, String> steps(Pair pair, Closure one, Closure other) {
    Map<Pair, String> steps = new LinkedHashMap<>();
    for (int i = 0; i < one.arcs().size(); i++) {
      for (int j = pair.differ() ? 0 : i; j < other.arcs().size(); j++) {
        Arc arc = one.arcs().get(i);
        Arc parallel = other.arcs().get(j);
        boolean differ = pair.differ() || i != j;
        common(arc.words(), parallel.words())
            .ifPresent(word -> steps.put(new Pair(arc.to(), parallel.to(), differ), word));
      }
    }
    return steps;
  }

  private static Optional<String> common(Set<String> some, Set<String> others) {
    Set<String> fewer = some.size() <= others.size() ? some : others;
    Set<String> more = fewer == some ? others : some;
    return fewer.stream().filter(more::contains).min(String::compareTo);
  }

  private Closure closure(int state) {
    List<Arc> leaving = new ArrayList<>();
    Set<Integer> seen = new HashSet<>();
    Deque<Integer> open = new ArrayDeque<>(List.of(state));
    while (!open.isEmpty()) {
      int next = open.remove();
      if (!seen.add(next)) {
        return new Closure(leaving, seen.contains(end), Optional.of(next));
      }
      leaving.addAll(arcs.get(next));
      open.addAll(silent.get(next));
    }
    return new Closure(leaving, seen.contains(end), Optional.empty());
  }

  /** Returns the words to a pair of states and on from one of them to the end. */
  private List<String> path(Map<Pair, @Nullable Step> reached, Pair pair, int onwards) {
    List<String> words = new ArrayList<>();
    for (Step step = reached.get(pair); step != null; step = reached.get(step.before())) {
      words.add(0, step.word());
    }
    int state = onwards;
    while (state != end) {
      if (silent.get(state).isEmpty()) {
        Arc arc = arcs.get(state).get(0);
        words.add(arc.words().stream().min(String::compareTo).orElseThrow());
        state = arc.to();
      } else {
        state = silent.get(state).get(0);
      }
    }
    return words;
  }
}
