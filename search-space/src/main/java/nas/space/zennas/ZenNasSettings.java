package nas.space.zennas;

import nas.core.plugin.Setting;

/**
 * Settings of {@link ZenNasSpace}; the defaults are those of the published search for networks of a
 * million parameters.
 *
 * @param start what every sample descends from
 * @param steps how many edits lie between it and a sample
 * @param edits what an edit may turn a block into
 * @param links whether networks are built with their shortcuts
 * @param limits what all networks keep
 */
public record ZenNasSettings(
    @Setting(
            value =
                "Network that samples descend from, a string of blocks or a published name such as"
                    + " zennet_cifar_05m.",
            byDefault = "zennet_initial")
        String start,
    @Setting(
            value =
                "How many edits are tried between the start and a sample; those that break a limit"
                    + " change nothing.",
            byDefault = "32",
            min = 1,
            max = 10_000)
        int steps,
    @Setting(
            value =
                "What an edit may turn a block into: residual, as published for small images, or"
                    + " inverted, for large ones.",
            byDefault = "residual")
        Moves edits,
    @Setting(
            value =
                "Whether networks have their shortcuts; all published scores are of networks"
                    + " without, all published trainings of networks with them.",
            byDefault = "true")
        boolean links,
    @Setting(value = "What all networks keep.", byDefault = "{}") ZenNasLimits limits) {}
