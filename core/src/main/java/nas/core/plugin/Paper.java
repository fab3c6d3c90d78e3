package nas.core.plugin;

/**
 * A publication.
 *
 * @param authors such as {@code Real et al.}
 * @param year year of publication
 * @param title full title
 * @param link DOI or arXiv id, such as {@code arXiv:1802.01548}
 */
public record Paper(String authors, int year, String title, String link) {
  @Override
  public String toString() {
    return authors + " " + year + ", " + title + ", " + link;
  }
}
