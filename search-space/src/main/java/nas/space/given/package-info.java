/** Networks that are given as they are, such as those read from files. */
package nas.space.given;
