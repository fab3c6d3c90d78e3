package nas.proxy.metric;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import nas.core.UserException;
import nas.proxy.Direction;
import nas.proxy.Metric;
import nas.proxy.Score;
import org.junit.jupiter.api.Test;

class PreferenceTest {

  private static Preference parse(String text) {
    return Preference.parse(text, Metrics::named);
  }

  @Test
  void otherRulesAreRefused() {
    for (String rule :
        List.of("z-scores(snip, nwot)", "log-rank(snip + nwot)", "vote(snip,nwot)")) {
      UserException refused = assertThrows(UserException.class, () -> parse(rule), rule);
      assertEquals(
          "There is no rule \"%s\" by which metrics are joined"
              .formatted(rule.substring(0, rule.indexOf('('))),
          refused.getMessage());
      assertEquals(
          "use A + B, which adds ranks, log-ranks(A + B), which adds their logarithms, or vote",
          refused.advice());
    }
  }

  @Test
  void readsOneMetricTheVoteAndSums() {
    assertEquals(
        new Preference(List.of(Metrics.named("snip")), Preference.Rule.SCORE), parse(" snip "));
    assertEquals(Preference.Rule.VOTE, parse("vote").rule());
    assertEquals(Vote.PUBLISHED, parse("vote").metrics().stream().map(Metric::name).toList());
    assertEquals(
        List.of("synflow", "nwot", "jacob-cov"),
        parse("synflow + nwot+jacob-cov").metrics().stream().map(Metric::name).toList());
    assertEquals(Preference.Rule.SCORE, parse("snip + snip").rule());
    for (String joined :
        List.of(
            "log-ranks(snip, nwot)", " log-ranks ( snip+nwot ) ", "log-ranks(snip,nwot,snip)")) {
      assertEquals(Preference.Rule.LOG_RANK_SUM, parse(joined).rule(), joined);
      assertEquals(
          List.of("snip", "nwot"), parse(joined).metrics().stream().map(Metric::name).toList());
    }
    assertEquals(Preference.Rule.SCORE, parse("log-ranks(snip)").rule());
    assertEquals(Preference.Rule.LOG_RANK_SUM, parse("az-nas").rule());
    assertEquals(
        List.of("az-expressivity", "az-progressivity", "az-trainability", "macs"),
        parse("az-nas").metrics().stream().map(Metric::name).toList());
    for (String bad :
        List.of(
            "",
            "snip +",
            "snip nwot",
            "vote + snip",
            "az-nas + snip",
            "snib",
            "log-ranks",
            "log-ranks()",
            "log-ranks(snip,)",
            "log-ranks(snip",
            "log-ranks(snip, nwot) + nwot",
            "log-ranks(log-ranks(snip, nwot), nwot)")) {
      assertThrows(IllegalArgumentException.class, () -> parse(bad), bad);
    }
  }

  @Test
  void settingsInBracketsAreLeftToWhoeverFindsTheMetric() {
    List<String> asked = new ArrayList<>();
    Preference.parse(
        "log-ranks(zen(images=1e+2, formula=code), nwot)",
        name -> {
          asked.add(name);
          return Metrics.named(name.startsWith("zen") ? "zen" : name);
        });
    assertEquals(List.of("zen(images=1e+2, formula=code)", "nwot"), asked);
    assertThrows(
        IllegalArgumentException.class, () -> parse("log-ranks(snip, nwot) + zen(images=32)"));
  }

  @Test
  void aScoreKeepsItsDirection() {
    assertArrayEquals(
        new double[] {-3, Double.NaN},
        parse("ntk-condition")
            .values(
                List.of(
                    List.of(new Score.Value(3)),
                    List.of(new Score.Undefined(Score.Reason.NO_PATH, "none")))));
  }

  @Test
  void aVoteThatNoMajorityCanDecideGivesNoValue() {
    Score none = new Score.Undefined(Score.Reason.NO_PATH, "none");
    Score low = new Score.Value(1);
    Score middle = new Score.Value(2);
    Score high = new Score.Value(3);
    // With two scores against it a network loses, with one nobody can tell.
    assertArrayEquals(
        new double[] {2, 0, -2, Double.NaN, Double.NaN},
        parse("vote")
            .values(
                List.of(
                    List.of(high, high, high),
                    List.of(middle, middle, middle),
                    List.of(low, low, none),
                    List.of(none, none, high),
                    List.of(none, none, none))));
  }

  @Test
  void aNetworkWithoutScoresIsLastInASumOfRanks() {
    Score none = new Score.Undefined(Score.Reason.NO_PATH, "none");
    double[] sums =
        parse("snip + nwot")
            .values(
                List.of(
                    List.of(none, none),
                    List.of(new Score.Value(-9), new Score.Value(-9)),
                    List.of(new Score.Value(1), none),
                    List.of(none, none)));
    assertArrayEquals(new double[] {1.5, 5, 4, 1.5}, sums);
  }

  /** The place among the others is counted here pair by pair. */
  @Test
  void ranksAreAdded() {
    Preference sum = parse("ntk-condition + nwot + snip");
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<List<Score>> scores = new ArrayList<>();
      for (int network = 0; network < 12; network++) {
        List<Score> row = new ArrayList<>();
        for (int metric = 0; metric < 3; metric++) {
          int value = random.nextInt(6);
          row.add(
              value == 0
                  ? new Score.Undefined(Score.Reason.SINGULAR, "singular")
                  : new Score.Value(value));
        }
        scores.add(row);
      }
      double[] expected = new double[12];
      for (int metric = 0; metric < 3; metric++) {
        boolean lower = sum.metrics().get(metric).direction() == Direction.LOWER_IS_BETTER;
        for (int a = 0; a < 12; a++) {
          for (int b = 0; b < 12; b++) {
            double of = worth(scores.get(a).get(metric), lower);
            double other = worth(scores.get(b).get(metric), lower);
            expected[a] += a == b ? 0 : of > other ? 1 : of == other ? 0.5 : 0;
          }
        }
      }
      assertArrayEquals(expected, sum.values(scores), "seed " + seed);
    }
  }

  /** By SciPy's definition of average ranks, counted pair by pair. */
  @Test
  void logarithmsOfRanksAreAdded() {
    Preference sum = parse("log-ranks(ntk-condition, nwot)");
    for (long seed = 0; seed < 50; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      List<List<Score>> scores = new ArrayList<>();
      for (int network = 0; network < 9; network++) {
        scores.add(List.of(new Score.Value(random.nextInt(5)), new Score.Value(random.nextInt(5))));
      }
      double[] expected = new double[9];
      for (int metric = 0; metric < 2; metric++) {
        for (int a = 0; a < 9; a++) {
          double rank = 0.5;
          for (int b = 0; b < 9; b++) {
            int compared =
                Double.compare(
                    worth(scores.get(a).get(metric), metric == 0),
                    worth(scores.get(b).get(metric), metric == 0));
            rank += compared > 0 ? 1 : compared == 0 ? 0.5 : 0;
          }
          expected[a] += Math.log(rank);
        }
      }
      assertArrayEquals(expected, sum.values(scores), 1e-12, "seed " + seed);
    }
  }

  private static double worth(Score score, boolean lower) {
    return score instanceof Score.Value value ? (lower ? -value.value() : value.value()) : -1e9;
  }
}
