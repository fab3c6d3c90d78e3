package nas.experiment.plugin;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.Paper;
import nas.experiment.config.SettingDescription;

/**
 * A plug-in for people to read.
 *
 * @param name the key in experiment files
 * @param summary one sentence on what it does
 * @param paper the publication it implements, if there is one
 * @param settings its settings in order
 */
public record PluginDescription(
    String name, String summary, Optional<Paper> paper, List<SettingDescription> settings) {}
