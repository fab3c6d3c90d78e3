/** The cells and networks of NAS-Bench-101 (Ying et al. 2019, arXiv:1902.09635). */
package nas.space.nasbench101;
