/** Benchmarks made of what runs have trained. */
package nas.experiment.table;
