package nas.experiment.plugin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import nas.core.plugin.Paper;
import nas.experiment.config.SettingDescription;
import nas.result.table.Field;
import nas.result.table.Table;

/** Plug-ins and their settings as tables for programs. */
public final class PluginTables {

  private PluginTables() {}

  /**
   * Returns two tables: the plug-ins, and their settings.
   *
   * @param name of the first one
   */
  public static Map<String, Table> of(String name, List<PluginDescription> plugins) {
    record Setting(PluginDescription of, SettingDescription setting) {}
    Map<String, Table> tables = new LinkedHashMap<>();
    tables.put(
        name,
        Table.of(
            List.of(
                Field.text("name", PluginDescription::name),
                Field.text("summary", PluginDescription::summary),
                paper(PluginDescription::paper)),
            plugins));
    tables.put(
        "settings",
        Table.of(
            List.of(
                Field.text("of", one -> one.of().name()),
                Field.text("key", one -> one.setting().key()),
                Field.text("type", one -> one.setting().type()),
                Field.optional("range", one -> present(one.setting().range())),
                Field.optional("default", one -> one.setting().byDefault()),
                Field.flag("required", one -> Optional.of(one.setting().required())),
                Field.text("description", one -> one.setting().description())),
            plugins.stream()
                .flatMap(plugin -> plugin.settings().stream().map(s -> new Setting(plugin, s)))
                .toList()));
    return tables;
  }

  /** Returns the field of the paper that something comes from. */
  public static <R> Field<R> paper(Function<R, Optional<Paper>> paper) {
    return Field.optional("paper", row -> paper.apply(row).map(Paper::toString));
  }

  private static Optional<String> present(String text) {
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }
}
