/**
 * Text files that grow by whole lines and survive the death of the process that writes them:
 * journals, stores of scores, measured latencies.
 */
package nas.core.log;
