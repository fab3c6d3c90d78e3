/** Spaces of k positions with one of m options each, for tables that need no networks. */
package nas.space.choices;
