/** The engine-free network graph: typed layers, inferred shapes, closed-form counts. */
package nas.network;
