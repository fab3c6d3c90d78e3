/** Every architecture of a space, once. */
package nas.strategy.exhaustive;
