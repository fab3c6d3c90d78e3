/** Networks made by hand, by their names, as a search space. */
package nas.space.handmade;
