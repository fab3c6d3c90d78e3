/** Spaces made of chosen points of another space. */
package nas.space.listed;
