/** Random search. */
package nas.strategy.random;
