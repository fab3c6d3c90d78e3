/** Evolutionary search on Jenetics' operators. */
package nas.strategy.evolution;
