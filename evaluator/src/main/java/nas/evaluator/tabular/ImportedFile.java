package nas.evaluator.tabular;

/**
 * A file that a benchmark was made from.
 *
 * @param name its name without folders
 * @param sha256 of its bytes, lower-case hexadecimal
 * @param bytes its size
 */
public record ImportedFile(String name, String sha256, long bytes) {}
