package nas.space.nasbenchnlp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import nas.core.SharedFiles;

/**
 * The published trainings on Penn Treebank, whose numbers say which recipe of which seed they are
 * of: the valid recipes of the seeds 0, 1, 2, ... in three copies, one after the other, of one, two
 * and three hidden states.
 */
final class PublishedTrainings {

  private static final int FIRST = 1_000_003;
  private static final int[] VALID = {2000, 2000, 735};
  private static final int COPIES = 3;

  /** A training, its parameters last; lines of headers, failures and folders are none. */
  private static final Pattern TRAINING =
      Pattern.compile("^log_stats_model_(\\d+)_[^,]*(?:,[^,]*){3},(\\d+),(\\d+)(?:log name.*)?$");

  /**
   * A training.
   *
   * @param number which it is
   * @param trained number of parameters that were trained
   * @param parameters number of all parameters
   */
  record Training(int number, long trained, long parameters) {}

  /**
   * Which recipe was trained.
   *
   * @param states number of hidden states
   * @param place number of valid recipes of earlier seeds
   */
  record Drawn(int states, int place) {}

  private PublishedTrainings() {}

  /** Returns all with their parameters; the calling test is skipped where there is no table. */
  static List<Training> all() {
    Path table = SharedFiles.require("benchmarks/nasbench-nlp/ptb_parameters.csv.gz");
    List<Training> found = new ArrayList<>();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(table)), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Matcher training = TRAINING.matcher(line);
        if (training.matches()) {
          found.add(
              new Training(
                  Integer.parseInt(training.group(1)),
                  Long.parseLong(training.group(2)),
                  Long.parseLong(training.group(3))));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found;
  }

  /** Returns what a training's number says. */
  static Drawn recipeOf(int number) {
    int place = number - FIRST;
    for (int states = 1; states <= VALID.length; states++) {
      int valid = VALID[states - 1];
      if (place < COPIES * valid) {
        return new Drawn(states, place % valid);
      }
      place -= COPIES * valid;
    }
    throw new IllegalArgumentException("no training has the number " + number);
  }

  /** Returns the valid recipes in the order of their seeds, by number of hidden states. */
  static Map<Integer, List<Recipe>> drawn() {
    Map<Integer, List<Recipe>> drawn = new TreeMap<>();
    for (int states = 1; states <= VALID.length; states++) {
      PublishedGenerator generator = new PublishedGenerator(states, PublishedGenerator.VERTICES);
      List<Recipe> valid = new ArrayList<>();
      for (int seed = 0; valid.size() < VALID[states - 1]; seed++) {
        generator.recipe(seed).ifPresent(valid::add);
      }
      drawn.put(states, valid);
    }
    return drawn;
  }
}
