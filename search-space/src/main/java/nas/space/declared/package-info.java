/**
 * Spaces declared in YAML, without Java: a {@link nas.space.grammar.Grammar} whose blocks are small
 * graphs of the operations of {@link nas.network}.
 */
package nas.space.declared;
