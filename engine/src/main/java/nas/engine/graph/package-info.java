/** Networks in tables of their nodes, as tracers of other programs write them. */
package nas.engine.graph;
