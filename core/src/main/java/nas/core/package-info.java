/** What every module needs and none owns. */
package nas.core;
