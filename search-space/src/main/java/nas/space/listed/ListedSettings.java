package nas.space.listed;

import java.nio.file.Path;
import nas.space.plugin.Setting;

/**
 * Settings of {@link ListedSpace}.
 *
 * @param space the space that the architectures come from, with its published settings
 * @param file text file with one architecture a line; empty lines are skipped
 */
public record ListedSettings(
    @Setting("The space that the architectures come from, with its published settings.")
        InnerSpace space,
    @Setting("Text file with one architecture a line.") Path file) {

  /** Spaces whose points can be listed. */
  public enum InnerSpace {
    /** NAS-Bench-101. */
    NASBENCH101,
    /** NAS-Bench-201. */
    NASBENCH201
  }
}
