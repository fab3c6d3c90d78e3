/** Spaces made of chosen points of another space, and lists of such points. */
package nas.space.listed;
