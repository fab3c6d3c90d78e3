package nas.experiment.place;

import java.nio.file.Path;
import java.util.List;
import nas.result.PluginJar;

/**
 * What the machines of a cluster are given.
 *
 * @param jars what plug-ins come from
 * @param data files and folders that the data of the experiment come from; empty: they are there
 */
public record Cargo(List<PluginJar> jars, List<Path> data) {

  /** Copies the lists. */
  public Cargo {
    jars = List.copyOf(jars);
    data = List.copyOf(data);
  }
}
