/** The space of DARTS, whose cells NAS-Bench-301 has. */
package nas.space.darts;
