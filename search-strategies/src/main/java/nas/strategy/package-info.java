/**
 * Search strategies: functions of what they were told.
 *
 * <p>A {@link nas.strategy.Strategy} proposes and is told; {@link nas.strategy.Search} adds the
 * budget, duplicates and the order of trials around it.
 */
package nas.strategy;
