package nas.result.report;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.output.StringOutput;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import nas.core.text.NumberText;
import nas.core.trial.Objective;
import nas.result.plot.SvgText;
import nas.result.table.Cell;
import nas.result.table.Column;
import org.jspecify.annotations.Nullable;

/** Pages made of templates (folder {@code src/main/jte}), and the words and symbols in them. */
final class Page {

  private static final TemplateEngine ENGINE =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Page.class.getClassLoader(), Page.class.getPackageName());

  private Page() {}

  /** Returns a page; whatever its model says stays text. */
  static String render(String template, Object model) {
    Markup page = new Markup();
    ENGINE.render(template, model, page);
    return page.toString();
  }

  /** Escapes what does not stand in a template, the same in texts and in quoted attributes. */
  private static final class Markup extends StringOutput implements HtmlTemplateOutput {
    @Override
    public void setContext(String tag, String attribute) {}

    @Override
    public void writeUserContent(String text) {
      writeContent(SvgText.escape(text));
    }
  }

  /** Returns a file that lies beside this class. */
  static String resource(String name) {
    try (InputStream in = Page.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the program");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a drawing for inside of a page, whose name space is that of the page already. */
  static String inline(String svg) {
    return svg.replaceFirst(" xmlns=\"[^\"]*\"", "");
  }

  /** Lets long architecture strings break where a reader would break them. */
  static Content breakable(String architecture) {
    String[] parts = architecture.split("(?<=[|+,])", -1);
    return output -> {
      for (int i = 0; i < parts.length; i++) {
        output.writeContent(i == 0 ? "" : "<wbr>");
        output.writeUserContent(parts[i]);
      }
    };
  }

  static String decimals(double value, int decimals) {
    return NumberText.grouped(value, decimals);
  }

  static String percent(double value) {
    return decimals(value, 2) + "\u2009%";
  }

  /** Returns a value with two decimals, without its unit; scores with six digits. */
  static String number(Objective objective, double value) {
    return objective.score() ? objective.number(value) : decimals(value, 2);
  }

  /** Returns a value with its unit. */
  static String value(Objective objective, double value) {
    return number(objective, value) + unit(objective);
  }

  /** Returns the unit after a thin space; empty: it has none. */
  static String unit(Objective objective) {
    return objective.unit().isEmpty() ? "" : "\u2009" + objective.symbol();
  }

  /** Returns a count as people read it, such as {@code 1.07 M}. */
  static String scaled(double value) {
    double size = Math.abs(value);
    if (size >= 1e9) {
      return decimals(value / 1e9, 2) + " G";
    }
    if (size >= 1e6) {
      return decimals(value / 1e6, 2) + " M";
    }
    return size >= 1e4 ? decimals(value / 1e3, 1) + " k" : decimals(value, 0);
  }

  /** Returns the class of the cells of a column; null for none. */
  static @Nullable String style(Column column, String type) {
    if (type.equals("sortable")) {
      return null;
    }
    return column.type() == Column.Type.NUMBER ? "n" : "value";
  }

  /** Returns by what rows are sorted; null where nothing is known. */
  static @Nullable String order(Cell cell) {
    return Double.isNaN(cell.order()) ? null : Double.toString(cell.order());
  }

  /** Returns the text of a cell, the figure in bold type where the column is emphasised. */
  static Content text(Column column, Cell cell) {
    String text = column.type() == Column.Type.TEXT ? cell.text() : symbols(cell.text());
    int figure = text.contains(" \u00B1 ") ? text.indexOf(" \u00B1 ") : text.length();
    return output -> {
      if (column.emphasised()) {
        output.writeContent("<strong>");
        output.writeUserContent(text.substring(0, figure));
        output.writeContent("</strong>");
        output.writeUserContent(text.substring(figure));
      } else {
        output.writeUserContent(text);
      }
    };
  }

  /** Returns a figure with the signs that ASCII lacks. */
  static String symbols(String plain) {
    return plain
        .replace(">=", "\u2265")
        .replace("<=", "\u2264")
        .replace("+-", "\u00B1")
        .replaceAll(" to (?=[-+])", " to\u00A0")
        .replace(" to ", "\u2009\u2013\u2009")
        .replaceAll("^-$", "\u2013")
        .replaceAll("-(?=\\d)", "\u2212");
  }
}
