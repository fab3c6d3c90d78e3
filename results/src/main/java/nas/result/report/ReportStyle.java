package nas.result.report;

/** How reports look, for other pages that show runs. */
public final class ReportStyle {

  private ReportStyle() {}

  /** Returns the style sheet of reports: colours of curves and operations, light and dark. */
  public static String css() {
    return Page.resource("report.css");
  }
}
