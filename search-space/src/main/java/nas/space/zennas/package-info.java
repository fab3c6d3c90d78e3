/**
 * The search space of Zen-NAS: chains of blocks under limits of size (Lin et al. 2021,
 * arXiv:2102.01063).
 */
package nas.space.zennas;
