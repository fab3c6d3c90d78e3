package nas.proxy.service;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import nas.network.Network;
import nas.network.Task;
import nas.space.Blueprint;
import nas.space.Capability;
import nas.space.SharedNetworks;
import nas.space.Space;

/**
 * What can be scored: which networks these are, and under which texts their scores are kept.
 *
 * @param <A> what stands for a network, such as an architecture
 */
public interface Subjects<A> {

  /** Returns everything that decides which network a text stands for, by any keys. */
  SortedMap<String, String> circumstances();

  /**
   * Returns the one that is measured for all with the same scores; what needs no measurement is
   * computed for each as it is.
   */
  A representative(A subject);

  /** Returns the text under which scores are kept: equal ones stand for equal networks. */
  String text(A subject, Task task);

  /**
   * Returns the network.
   *
   * @throws nas.space.InvalidArchitectureException if there is none for the task
   */
  Network network(A subject, Task task);

  /**
   * Returns the architectures of a space, under their texts; where their networks are those of
   * another space, under the texts of its architectures.
   *
   * @param settings everything that decides which networks the space builds, by any keys
   * @throws nas.space.InvalidArchitectureException if its architectures describe no networks
   */
  static <A> Subjects<A> of(Space<A> space, SortedMap<String, String> settings) {
    Optional<SharedNetworks<A, ?>> shared = Capability.find(space, SharedNetworks.class);
    return shared.isPresent()
        ? sharing(space, shared.get(), settings)
        : ofArchitectures(space, settings);
  }

  private static <A, B> Subjects<A> sharing(
      Space<A> space, SharedNetworks<A, B> shared, SortedMap<String, String> settings) {
    Subjects<B> held = of(shared.space(), settings);
    return new Subjects<>() {
      @Override
      public SortedMap<String, String> circumstances() {
        return held.circumstances();
      }

      @Override
      public A representative(A subject) {
        return SharedNetworks.representative(space, subject);
      }

      @Override
      public String text(A subject, Task task) {
        return held.text(shared.held().apply(subject), task);
      }

      @Override
      public Network network(A subject, Task task) {
        return held.network(shared.held().apply(subject), task);
      }
    };
  }

  private static <A> Subjects<A> ofArchitectures(
      Space<A> space, SortedMap<String, String> settings) {
    Blueprint<A> blueprint = Blueprint.required(space);
    SortedMap<String, String> circumstances = new TreeMap<>();
    settings.forEach((key, value) -> circumstances.put("space." + key, value));
    circumstances.put("space", space.name());
    return new Subjects<>() {
      @Override
      public SortedMap<String, String> circumstances() {
        return circumstances;
      }

      @Override
      public A representative(A subject) {
        return space.representative(subject);
      }

      @Override
      public String text(A subject, Task task) {
        return space.format(subject);
      }

      @Override
      public Network network(A subject, Task task) {
        return blueprint.network(subject, task);
      }
    };
  }

  /**
   * Returns networks that no space describes, under their {@linkplain Network#digest() digests}:
   * wherever equal ones come from, they are measured once.
   */
  static <A> Subjects<A> byDigest(Blueprint<A> blueprint) {
    SortedMap<String, String> circumstances = new TreeMap<>();
    circumstances.put("networks", "by digest");
    return new Subjects<>() {
      @Override
      public SortedMap<String, String> circumstances() {
        return circumstances;
      }

      @Override
      public A representative(A subject) {
        return subject;
      }

      @Override
      public String text(A subject, Task task) {
        return network(subject, task).digest();
      }

      @Override
      public Network network(A subject, Task task) {
        return blueprint.network(subject, task);
      }
    };
  }

  /** Returns networks themselves. */
  static Subjects<Network> networks() {
    return byDigest((network, task) -> network);
  }
}
