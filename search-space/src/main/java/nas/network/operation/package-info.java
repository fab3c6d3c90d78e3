/** The operations that networks are made of; each has a kernel of the same kind in the engine. */
package nas.network.operation;
