package nas.engine.data;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Says for which numbers of a record of settings the word {@code auto} may stand, and by which rule
 * a number then follows from the images and from the settings beside it.
 *
 * <p>The number takes the place of the word when an experiment is read: nothing else ever sees the
 * word.
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Automatic {

  /** The keys, those of {@link nas.core.plugin.Flat} components among them. */
  String[] keys();

  /** The rule; its class has a constructor without arguments. */
  Class<? extends Rule> rule();

  /** Chooses numbers. */
  interface Rule {

    /**
     * Chooses a number for every key for which {@code auto} stands.
     *
     * @param given the other settings
     * @param images how many images there are; throws what their reader throws, and an {@link
     *     nas.core.plugin.InvalidSettingException} where there are none
     */
    Chosen choose(Given given, Supplier<Census> images);
  }

  /**
   * The settings that are given or have their defaults.
   *
   * @param values by key; those of optional settings are optional
   */
  record Given(SortedMap<String, Object> values) {

    /** Copies the map. */
    public Given {
      values = Collections.unmodifiableSortedMap(new TreeMap<>(values));
    }

    /** Returns the value of a key; empty if {@code auto} stands for it, or there is none. */
    public <T> Optional<T> find(String key, Class<T> type) {
      Object value = values.get(key);
      return (value instanceof Optional<?> optional ? optional : Optional.ofNullable(value))
          .map(type::cast);
    }

    /** Returns the value of a key that has one. */
    public <T> T get(String key, Class<T> type) {
      return find(key, type).orElseThrow(() -> new IllegalArgumentException("no value of " + key));
    }
  }

  /**
   * Numbers that were chosen.
   *
   * @param numbers by key; of whole ones no fraction
   * @param why what they follow from, to stand in brackets, such as {@code 108 training images}
   */
  record Chosen(SortedMap<String, Double> numbers, String why) {

    /** Copies the map. */
    public Chosen {
      numbers = Collections.unmodifiableSortedMap(new TreeMap<>(numbers));
    }

    /** Returns numbers by key. */
    public static Chosen of(Map<String, Double> numbers, String why) {
      return new Chosen(new TreeMap<>(numbers), why);
    }
  }
}
