package nas.evaluator;

import java.util.Optional;
import nas.evaluator.data.ImageData;

/**
 * What an evaluator gets from the experiment around it.
 *
 * @param data the images the experiment names, if it names any
 * @param rootSeed seed of the experiment; decides the split of the data
 */
public record EvaluatorContext(Optional<ImageData> data, long rootSeed) {}
