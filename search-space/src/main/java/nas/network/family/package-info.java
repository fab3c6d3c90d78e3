/**
 * Networks made by hand, by the names that their authors and libraries gave them: one small class a
 * family, found by {@link java.util.ServiceLoader}.
 */
package nas.network.family;
