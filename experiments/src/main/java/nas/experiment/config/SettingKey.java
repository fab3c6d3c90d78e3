package nas.experiment.config;

import java.nio.file.Path;
import java.util.Optional;
import nas.engine.data.Automatic;
import nas.experiment.config.yaml.YamlNode;

/**
 * A key of a record.
 *
 * @param name the key as it stands in the file
 * @param description one sentence
 * @param byDefault the value of an absent key, if there is one
 * @param type what may stand under it
 * @param inlined whether the value's own keys stand in its place
 */
public record SettingKey(
    String name,
    String description,
    Optional<YamlNode> byDefault,
    ValueType type,
    boolean inlined) {

  /** Returns the same key for which {@code auto} may stand. */
  SettingKey fitted(Class<? extends Automatic.Rule> rule) {
    ValueType number = type instanceof ValueType.Fitted fitted ? fitted.number() : type;
    return new SettingKey(
        name, description, byDefault, new ValueType.Fitted(number, rule), inlined);
  }

  /** Says whether the key must be given. */
  public boolean required() {
    return byDefault.isEmpty() && !(type instanceof ValueType.Maybe);
  }

  /** Says whether an entry with this key gives it the value that it has by default. */
  boolean isDefault(YamlNode.Entry entry) {
    Decoder decoder = new Decoder(Path.of("").toAbsolutePath());
    Decoder.Site site = new Decoder.Site(name, entry.place());
    return byDefault
        .map(value -> decoder.decode(type, value, site))
        .filter(value -> value.equals(decoder.decode(type, entry.value(), site)))
        .isPresent();
  }
}
