/** Spaces whose points are an architecture and settings, such as those of its training. */
package nas.space.joint;
