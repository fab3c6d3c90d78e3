package nas.strategy.evolution;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Paper;
import nas.core.plugin.Setting;
import nas.core.text.ErrorText;
import nas.space.InvalidArchitectureException;
import nas.space.Space;
import nas.strategy.Strategy;
import nas.strategy.StrategyContext;
import nas.strategy.StrategyPlugin;

/** Offers {@link AgingEvolution} to experiments as {@code aging-evolution}. */
public final class AgingEvolutionPlugin implements StrategyPlugin<AgingEvolutionPlugin.Settings> {

  /** Begins the advice in the refusal of a space. */
  private static final String MAYBE = " Maybe ";

  /** Settings of aging evolution; the defaults are those of the zero-cost-proxies paper. */
  public record Settings(
      @Setting(
              value =
                  "Number of individuals; the first so many proposals are random, unless founders"
                      + " says otherwise.",
              byDefault = "64",
              min = 1,
              max = 1_000_000)
          int population,
      @Setting(
              value = "Number of individuals among which the fittest becomes the parent.",
              byDefault = "10",
              min = 1,
              max = 1_000_000)
          int tournament,
      @Setting(
              value = "Whether one individual may enter a tournament several times.",
              byDefault = "false")
          boolean replacement,
      @Setting(
              value =
                  "How many networks may be in training at once; 1 is the published algorithm, more"
                      + " lets one search use several workers but breeds from slightly older"
                      + " results.",
              byDefault = "1",
              min = 1,
              max = 1_000_000)
          int concurrentTrials,
      @Setting(
              value =
                  "Whether a child may be what the search has proposed before, as published; else it"
                      + " is edited on until it is new.",
              byDefault = "true")
          boolean repeats,
      @Setting(
              value =
                  "Architectures, written as the space writes them, that are the first proposals;"
                      + " the rest of the population is random.",
              byDefault = "[]")
          List<String> startFrom,
      @Setting(
              value =
                  "How many of the first proposals are random; the population then grows to its"
                      + " size by children; by default as many as the population has.",
              min = 1,
              max = 1_000_000)
          Optional<Integer> founders,
      @Setting(
              value =
                  "Who leaves when a child joins a full population: the oldest, which is aging"
                      + " evolution, or the worst; in small spaces the worst is for repeats: false, as"
                      + " a population can become copies of its best.",
              byDefault = "oldest")
          Discard discard) {

    /** Creates the settings of aging evolution with a population of founders. */
    public Settings(
        int population,
        int tournament,
        boolean replacement,
        int concurrentTrials,
        boolean repeats,
        List<String> startFrom) {
      this(
          population,
          tournament,
          replacement,
          concurrentTrials,
          repeats,
          startFrom,
          Optional.empty(),
          Discard.OLDEST);
    }

    /** Returns how many of the first proposals are no children. */
    int firstProposals() {
      return founders.orElse(population);
    }

    /** Copies the list and checks how the settings fit together. */
    public Settings {
      startFrom = List.copyOf(startFrom);
      int first = founders.orElse(population);
      String firsts = founders.isPresent() ? "founders" : "population";
      if (population < tournament) {
        throw new InvalidSettingException(
            "population",
            "population (" + population + ") must be at least tournament (" + tournament + ")",
            "raise population or lower tournament");
      }
      if (first > population) {
        throw new InvalidSettingException(
            "founders",
            "founders (" + first + ") must be at most population (" + population + ")",
            "lower founders or raise population");
      }
      if (concurrentTrials > first) {
        throw new InvalidSettingException(
            "concurrent-trials",
            "concurrent-trials (%d) must be at most %s (%d)"
                .formatted(concurrentTrials, firsts, first),
            "lower concurrent-trials or raise " + firsts);
      }
      if (startFrom.size() > first) {
        throw new InvalidSettingException(
            "start-from",
            "start-from names %d architectures, more than %s (%d)"
                .formatted(startFrom.size(), firsts, first),
            "raise %s or name fewer".formatted(firsts));
      }
    }
  }

  @Override
  public String name() {
    return "aging-evolution";
  }

  @Override
  public String summary() {
    return "Aging evolution: the best of a tournament has a child by one edit, the oldest dies.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Real et al.",
            2019,
            "Regularized Evolution for Image Classifier Architecture Search",
            "arXiv:1802.01548"));
  }

  @Override
  public Class<Settings> settings() {
    return Settings.class;
  }

  @Override
  public <A> Strategy<A> create(Settings settings, Space<A> space, StrategyContext context) {
    requireNeighbours(space);
    return new AgingEvolution<>(settings, space, founders(settings, space), context);
  }

  /** Reads the first proposals, all different and all of the space. */
  private static <A> List<A> founders(Settings settings, Space<A> space) {
    Map<String, Integer> known = new HashMap<>();
    List<A> founders = new ArrayList<>();
    for (int index = 0; index < settings.startFrom().size(); index++) {
      String text = settings.startFrom().get(index);
      String key = "start-from[" + index + "]";
      A founder = founder(key, text, space);
      Integer twin = known.putIfAbsent(space.canonicalId(founder), index);
      if (twin != null) {
        throw new InvalidSettingException(
            key,
            "%s (%s) is the same architecture as start-from[%d]"
                .formatted(key, ErrorText.quote(text), twin),
            "remove one");
      }
      founders.add(founder);
    }
    return founders;
  }

  private static <A> A founder(String key, String text, Space<A> space) {
    String problem;
    try {
      A founder = space.parse(text);
      Optional<String> invalid = space.whyInvalid(founder);
      if (invalid.isEmpty()) {
        return founder;
      }
      problem = ErrorText.quote(text) + ": " + invalid.get();
    } catch (InvalidArchitectureException refused) {
      problem = String.valueOf(refused.getMessage());
    }
    String words =
        "%s is no architecture of the space %s: %s".formatted(key, space.name(), problem);
    int advice = words.lastIndexOf(MAYBE);
    throw new InvalidSettingException(
        key,
        withoutStop(advice < 0 ? words : words.substring(0, advice)),
        advice < 0 ? "" : withoutStop(words.substring(advice + MAYBE.length())));
  }

  private static String withoutStop(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
