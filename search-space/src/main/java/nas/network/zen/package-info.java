/**
 * The networks of Zen-NAS: chains of blocks, written as strings (Lin et al. 2021,
 * arXiv:2102.01063).
 */
package nas.network.zen;
