/**
 * Spaces declared as grammars: from what an architecture may be, follows how architectures are
 * drawn, edited, counted, listed, written, read, chosen, encoded and drawn as graphs.
 *
 * <p>A {@link nas.space.grammar.Grammar} is a {@link nas.space.grammar.Rule} made of others: a
 * block, with parameters or without, a choice, a sequence, a repetition, or a graph whose edges
 * carry what a rule makes. An architecture is a {@link nas.space.grammar.Derivation}, the options
 * that were taken. Its text is the words of its blocks, joined by a separator; grammars in which
 * two derivations have one text are refused, so that derivations, texts and points are the same.
 *
 * <p><b>Distribution.</b> Points are drawn uniformly over all derivations, exactly: each choice is
 * drawn with the probability of what lies under it, counted with integers of any size. Points that
 * are one architecture by their canonical ids are so many times as likely.
 *
 * <p><b>Neighbours.</b> One edit takes another option of one choice, with everything under it, or
 * adds or removes one part of a repetition. What is taken, given up, added or removed must be one
 * of at most 1,000 variants; of a part with more only the first, with option 0 everywhere, is taken
 * and given up as a whole, so that neighbours stay few enough to list and each is a neighbour of
 * its neighbours.
 */
package nas.space.grammar;
