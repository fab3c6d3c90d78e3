/** Zero-cost metrics: scores of untrained networks. */
package nas.proxy;
