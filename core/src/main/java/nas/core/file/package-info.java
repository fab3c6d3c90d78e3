/** Files: read within limits and compared with their checksums, and written whole. */
package nas.core.file;
