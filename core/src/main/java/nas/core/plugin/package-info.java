/**
 * How a plug-in describes itself: name, paper, and settings as a record.
 *
 * <p>From the record alone follow the keys of an experiment file, their checks, the JSON Schema and
 * the help that the command line prints.
 */
package nas.core.plugin;
