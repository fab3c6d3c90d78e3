package nas.experiment.config;

import nas.space.plugin.Setting;

/**
 * What one search may cost.
 *
 * @param trainedModels number of networks to train; duplicates of trained ones cost nothing
 * @param maxConsecutiveDuplicates a search ends after so many duplicates in a row
 */
public record Budget(
    @Setting(value = "Number of networks each search trains", min = 1) int trainedModels,
    @Setting(
            value = "A search ends after so many proposals in a row that repeat earlier ones",
            byDefault = "1000",
            min = 1)
        int maxConsecutiveDuplicates) {}
