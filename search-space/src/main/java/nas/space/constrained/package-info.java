/** Spaces of the architectures that are small or fast enough. */
package nas.space.constrained;
