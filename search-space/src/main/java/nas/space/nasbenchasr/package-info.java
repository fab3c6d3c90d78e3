/**
 * The cells and networks of NAS-Bench-ASR (Mehrotra et al. 2021, <a
 * href="https://openreview.net/forum?id=CU0APx9LMaL">openreview.net/forum?id=CU0APx9LMaL</a>):
 * convolutional networks that recognise phonemes in speech.
 */
package nas.space.nasbenchasr;
