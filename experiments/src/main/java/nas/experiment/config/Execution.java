package nas.experiment.config;

import java.util.Optional;
import nas.space.plugin.Setting;

/**
 * How the experiment is executed; never changes its results.
 *
 * @param workers evaluations at the same time; empty: one for each processor core
 */
public record Execution(
    @Setting(
            value = "Evaluations at the same time; by default one for each processor core",
            min = 1,
            max = 1024)
        Optional<Integer> workers) {}
