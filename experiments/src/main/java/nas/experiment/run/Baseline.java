package nas.experiment.run;

import nas.evaluator.Evaluator;
import nas.space.Space;

/**
 * A whole network that every repetition evaluates once and in full beside the searches, with the
 * seed of their first trials.
 *
 * @param name display name, unique in the experiment
 * @param space where the network is a point
 * @param evaluator evaluates points of that space as the experiment does those of its own
 * @param <A> how the network is described
 */
public record Baseline<A>(String name, Space<A> space, A network, Evaluator<A> evaluator) {}
