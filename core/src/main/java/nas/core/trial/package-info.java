/** Trials of a search and what became of them: fidelities, results, failures. */
package nas.core.trial;
