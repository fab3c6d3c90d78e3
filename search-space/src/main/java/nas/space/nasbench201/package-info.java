/**
 * The cells and networks of NAS-Bench-201 (Dong and Yang 2020, arXiv:2001.00326), the topology
 * space of NATS-Bench.
 */
package nas.space.nasbench201;
