package nas.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import nas.core.UserException;
import nas.core.file.InputFile;
import nas.core.file.JsonProblem;
import nas.core.file.WholeFile;

/**
 * Where a result comes from: everything it depends on, and the machine that computed it.
 *
 * @param programVersion version of this program
 * @param gitCommit commit it was built from, if known
 * @param machine the machine and the Java that ran it
 * @param rootSeed seed of the experiment
 * @param history when the run began, was taken up again and was given more
 * @param experimentSha256 SHA-256 of the resolved experiment, in hexadecimal digits
 * @param settings settings of space, strategies and evaluator by their path in the experiment
 * @param evaluator what the evaluator says its outcomes depend on: checksums of tables and data,
 *     versions of engines, the device
 * @param journalFormat the {@linkplain nas.result.journal.SearchIdentity#FORMAT format} with which
 *     its journals were begun; 0 if there are none, or they do not say which search they belong to
 * @param plugins the jars of plug-ins that the run was given
 */
public record Provenance(
    String programVersion,
    Optional<String> gitCommit,
    Machine machine,
    long rootSeed,
    History history,
    String experimentSha256,
    SortedMap<String, String> settings,
    SortedMap<String, String> evaluator,
    int journalFormat,
    List<PluginJar> plugins) {

  private static final int MOST_BYTES = 1 << 24;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  /** Copies lists and maps. */
  public Provenance {
    settings = Collections.unmodifiableSortedMap(new TreeMap<>(settings));
    evaluator = Collections.unmodifiableSortedMap(new TreeMap<>(evaluator));
    plugins = List.copyOf(plugins);
  }

  /** Creates the provenance of what begins now and has no journals. */
  public Provenance(
      String programVersion,
      Optional<String> gitCommit,
      Machine machine,
      long rootSeed,
      Instant startedAt,
      List<Instant> resumedAt,
      String experimentSha256,
      SortedMap<String, String> settings,
      SortedMap<String, String> evaluator) {
    this(
        programVersion,
        gitCommit,
        machine,
        rootSeed,
        new History(startedAt, resumedAt, List.of()),
        experimentSha256,
        settings,
        evaluator,
        0,
        List.of());
  }

  /**
   * What happened to a run, by the clock.
   *
   * @param startedAt when it began, to the millisecond
   * @param resumedAt when it was taken up again, in order
   * @param extensions what it was given beyond what it began with, in order
   */
  public record History(Instant startedAt, List<Instant> resumedAt, List<Extension> extensions) {

    /** Cuts the times to milliseconds. */
    public History {
      startedAt = startedAt.truncatedTo(ChronoUnit.MILLIS);
      resumedAt = resumedAt.stream().map(at -> at.truncatedTo(ChronoUnit.MILLIS)).toList();
      extensions = List.copyOf(extensions);
    }
  }

  /**
   * A limit of a run that was raised after it had begun.
   *
   * @param at when, to the millisecond
   * @param key key path of the limit, such as {@code budget.trained-models}
   * @param before its value until then; empty: there was no such limit
   * @param after its value since then; empty: there is no such limit any more
   */
  public record Extension(Instant at, String key, Optional<String> before, Optional<String> after) {

    /** Cuts the time to milliseconds. */
    public Extension {
      at = at.truncatedTo(ChronoUnit.MILLIS);
    }

    @Override
    public String toString() {
      return key + ": " + before.orElse("unlimited") + " became " + after.orElse("unlimited");
    }
  }

  /**
   * The machine and the Java that ran the program.
   *
   * @param processors logical processors that Java may use
   * @param memoryBytes physical memory, or 0 if unknown
   */
  public record Machine(
      String javaVersion,
      String javaVendor,
      String operatingSystem,
      int processors,
      long memoryBytes) {

    /** Returns the machine this is. */
    public static Machine current() {
      return new Machine(
          System.getProperty("java.version", "unknown"),
          System.getProperty("java.vendor", "unknown"),
          System.getProperty("os.name", "unknown")
              + " "
              + System.getProperty("os.version", "")
              + " "
              + System.getProperty("os.arch", ""),
          Runtime.getRuntime().availableProcessors(),
          ManagementFactory.getOperatingSystemMXBean()
                  instanceof com.sun.management.OperatingSystemMXBean system
              ? system.getTotalMemorySize()
              : 0);
    }
  }

  /** What a difference between two provenances is about. */
  public enum Aspect {
    /** The experiment: settings and seed. Results differ. */
    EXPERIMENT,
    /** What the evaluator depends on. Results may differ. */
    EVALUATOR,
    /** The program. Results should not differ within one version. */
    PROGRAM,
    /** The machine. Only wall-clock times should differ. */
    MACHINE,
    /** When it ran. */
    TIME
  }

  /**
   * A key that two provenances do not agree on.
   *
   * @param key the key, such as {@code settings.budget.trained-models}
   * @param before its value in the first, if it is there
   * @param after its value in the second, if it is there
   */
  public record Difference(
      Aspect aspect, String key, Optional<String> before, Optional<String> after) {

    @Override
    public String toString() {
      return key + ": " + before.orElse("(none)") + " became " + after.orElse("(none)");
    }
  }

  private record Key(Aspect aspect, String name) implements Comparable<Key> {
    @Override
    public int compareTo(Key other) {
      int byAspect = aspect.compareTo(other.aspect);
      return byAspect != 0 ? byAspect : name.compareTo(other.name);
    }
  }

  /** Returns when the run began, to the millisecond. */
  public Instant startedAt() {
    return history.startedAt();
  }

  /** Returns when the run was taken up again, in order. */
  public List<Instant> resumedAt() {
    return history.resumedAt();
  }

  /**
   * Returns the same with a further time at which the run was taken up again.
   *
   * @param given the jars of plug-ins that it was then given; those it had before are kept
   */
  public Provenance resumed(Instant at, List<PluginJar> given) {
    List<Instant> times = new ArrayList<>(resumedAt());
    times.add(at);
    List<PluginJar> all = new ArrayList<>(plugins);
    given.stream().filter(jar -> !had(jar)).forEach(all::add);
    return with(
        new History(startedAt(), times, history.extensions()), experimentSha256, settings, all);
  }

  private boolean had(PluginJar jar) {
    return plugins.stream().anyMatch(known -> known.sha256().equals(jar.sha256()));
  }

  /**
   * Returns the same with limits that were raised.
   *
   * @param raised the limits, each with its new value
   * @param extendedSha256 SHA-256 of the experiment with the new limits
   */
  public Provenance extended(List<Extension> raised, String extendedSha256) {
    List<Extension> all = new ArrayList<>(history.extensions());
    all.addAll(raised);
    SortedMap<String, String> changed = new TreeMap<>(settings);
    for (Extension one : raised) {
      changed.remove(one.key());
      one.after().ifPresent(value -> changed.put(one.key(), value));
    }
    return with(new History(startedAt(), resumedAt(), all), extendedSha256, changed, plugins);
  }

  private Provenance with(
      History changed, String sha256, SortedMap<String, String> newSettings, List<PluginJar> jars) {
    return new Provenance(
        programVersion,
        gitCommit,
        machine,
        rootSeed,
        changed,
        sha256,
        newSettings,
        evaluator,
        journalFormat,
        jars);
  }

  /** Returns in what two provenances differ, ordered by aspect and key. */
  public static List<Difference> diff(Provenance before, Provenance after) {
    SortedMap<Key, String> left = before.flat();
    SortedMap<Key, String> right = after.flat();
    TreeSet<Key> keys = new TreeSet<>(left.keySet());
    keys.addAll(right.keySet());
    List<Difference> differences = new ArrayList<>();
    for (Key key : keys) {
      Optional<String> a = Optional.ofNullable(left.get(key));
      Optional<String> b = Optional.ofNullable(right.get(key));
      if (!a.equals(b)) {
        differences.add(new Difference(key.aspect(), key.name(), a, b));
      }
    }
    return List.copyOf(differences);
  }

  /** Returns all values by their keys as texts, in the order of {@link Aspect}. */
  public List<Map.Entry<String, String>> entries() {
    List<Map.Entry<String, String>> entries = new ArrayList<>();
    flat().forEach((key, value) -> entries.add(Map.entry(key.name(), value)));
    return List.copyOf(entries);
  }

  private SortedMap<Key, String> flat() {
    SortedMap<Key, String> flat = new TreeMap<>();
    flat.put(new Key(Aspect.EXPERIMENT, "root-seed"), Long.toString(rootSeed));
    flat.put(new Key(Aspect.EXPERIMENT, "experiment-sha256"), experimentSha256);
    settings.forEach((k, v) -> flat.put(new Key(Aspect.EXPERIMENT, "settings." + k), v));
    evaluator.forEach((k, v) -> flat.put(new Key(Aspect.EVALUATOR, "evaluator." + k), v));
    plugins.forEach(
        jar -> flat.put(new Key(Aspect.PROGRAM, "plugins." + jar.file()), jar.sha256()));
    flat.put(new Key(Aspect.PROGRAM, "program-version"), programVersion);
    gitCommit.ifPresent(commit -> flat.put(new Key(Aspect.PROGRAM, "git-commit"), commit));
    flat.put(new Key(Aspect.MACHINE, "java-version"), machine.javaVersion());
    flat.put(new Key(Aspect.MACHINE, "java-vendor"), machine.javaVendor());
    flat.put(new Key(Aspect.MACHINE, "operating-system"), machine.operatingSystem());
    flat.put(new Key(Aspect.MACHINE, "processors"), Integer.toString(machine.processors()));
    flat.put(new Key(Aspect.MACHINE, "memory-bytes"), Long.toString(machine.memoryBytes()));
    flat.put(new Key(Aspect.TIME, "started-at"), startedAt().toString());
    for (int i = 0; i < resumedAt().size(); i++) {
      flat.put(new Key(Aspect.TIME, "resumed-at." + i), resumedAt().get(i).toString());
    }
    for (int i = 0; i < history.extensions().size(); i++) {
      Extension extension = history.extensions().get(i);
      flat.put(new Key(Aspect.TIME, "extended." + i), extension.at() + " " + extension);
    }
    return flat;
  }

  /**
   * Writes the file as a whole.
   *
   * @throws UserException if it cannot be written
   */
  public void write(Path file) {
    ObjectNode node = MAPPER.createObjectNode();
    node.put("program-version", programVersion);
    node.put("git-commit", gitCommit.orElse(null));
    node.put("java-version", machine.javaVersion());
    node.put("java-vendor", machine.javaVendor());
    node.put("operating-system", machine.operatingSystem());
    node.put("processors", machine.processors());
    node.put("memory-bytes", machine.memoryBytes());
    node.put("root-seed", rootSeed);
    node.put("started-at", startedAt().toString());
    node.putArray("resumed-at").addAll(texts(resumedAt()));
    // Only where there is something to say: other versions of the program know no such keys.
    if (!history.extensions().isEmpty()) {
      history.extensions().forEach(one -> write(one, node.withArray("extended").addObject()));
    }
    if (journalFormat > 0) {
      node.put("journal-format", journalFormat);
    }
    node.put("experiment-sha256", experimentSha256);
    settings.forEach(node.putObject("settings")::put);
    evaluator.forEach(node.putObject("evaluator")::put);
    if (!plugins.isEmpty()) {
      ArrayNode jars = node.putArray("plugins");
      plugins.forEach(
          jar ->
              jars.addObject()
                  .put("file", jar.file())
                  .put("path", jar.path())
                  .put("sha256", jar.sha256()));
    }
    WholeFile.write(file, node.toPrettyString() + "\n");
  }

  private static void write(Extension extension, ObjectNode node) {
    node.put("at", extension.at().toString());
    node.put("key", extension.key());
    node.put("before", extension.before().orElse(null));
    node.put("after", extension.after().orElse(null));
  }

  private static List<JsonNode> texts(List<Instant> times) {
    return times.stream()
        .<JsonNode>map(at -> MAPPER.getNodeFactory().textNode(at.toString()))
        .toList();
  }

  /**
   * Reads the file.
   *
   * @throws UserException if it cannot be read, or is not what {@link #write} writes
   */
  public static Provenance read(Path file) {
    String text = InputFile.text(file, MOST_BYTES);
    try {
      return new Fields(file, MAPPER.readTree(text)).provenance();
    } catch (JsonProcessingException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      String problem = JsonProblem.words(e.getOriginalMessage());
      throw UserException.at(file, line, "not JSON: " + problem, Fields.ADVICE);
    } catch (DateTimeException e) {
      throw new UserException(file + ": not a time in UTC: " + e.getMessage(), Fields.ADVICE);
    }
  }

  /** The fields of the file, each checked when it is taken. */
  private record Fields(Path file, JsonNode node) {

    static final String ADVICE = "restore the file from a copy";

    private static final List<String> KEYS =
        List.of(
            "program-version",
            "git-commit",
            "java-version",
            "java-vendor",
            "operating-system",
            "processors",
            "memory-bytes",
            "root-seed",
            "started-at",
            "resumed-at",
            "extended",
            "journal-format",
            "experiment-sha256",
            "settings",
            "evaluator",
            "plugins");

    Provenance provenance() {
      if (!node.isObject()) {
        throw new UserException(file + ": not a JSON object", ADVICE);
      }
      node.fieldNames()
          .forEachRemaining(
              key -> {
                if (!KEYS.contains(key)) {
                  throw new UserException(file + ": unknown key " + key, ADVICE);
                }
              });
      Machine machine =
          new Machine(
              text("java-version"),
              text("java-vendor"),
              text("operating-system"),
              (int) number("processors", Integer.MAX_VALUE),
              number("memory-bytes", Long.MAX_VALUE));
      List<Instant> resumedAt = new ArrayList<>();
      for (JsonNode at : typed("resumed-at", JsonNode::isArray, "a list")) {
        resumedAt.add(Instant.parse(at.asText()));
      }
      return new Provenance(
          text("program-version"),
          optionalText("git-commit"),
          machine,
          number("root-seed", Long.MAX_VALUE),
          new History(Instant.parse(text("started-at")), resumedAt, extensions()),
          text("experiment-sha256"),
          texts("settings"),
          texts("evaluator"),
          node.has("journal-format") ? (int) number("journal-format", Integer.MAX_VALUE) : 0,
          node.has("plugins") ? plugins() : List.of());
    }

    private List<PluginJar> plugins() {
      List<PluginJar> jars = new ArrayList<>();
      for (JsonNode jar : typed("plugins", JsonNode::isArray, "a list")) {
        if (!jar.path("path").isTextual() || !jar.path("sha256").isTextual()) {
          throw new UserException(
              file + ": plugins (" + jar + ") must be objects with path and sha256", ADVICE);
        }
        jars.add(new PluginJar(jar.path("path").textValue(), jar.path("sha256").textValue()));
      }
      return jars;
    }

    private List<Extension> extensions() {
      List<Extension> extensions = new ArrayList<>();
      if (node.has("extended")) {
        for (JsonNode one : typed("extended", JsonNode::isArray, "a list")) {
          Fields fields = new Fields(file, one);
          extensions.add(
              new Extension(
                  Instant.parse(fields.text("at")),
                  fields.text("key"),
                  fields.optionalText("before"),
                  fields.optionalText("after")));
        }
      }
      return extensions;
    }

    private Optional<String> optionalText(String key) {
      return value(key).isNull() ? Optional.empty() : Optional.of(text(key));
    }

    private JsonNode value(String key) {
      JsonNode value = node.get(key);
      if (value == null) {
        throw new UserException(file + ": key " + key + " is missing", ADVICE);
      }
      return value;
    }

    private JsonNode typed(String key, Predicate<JsonNode> type, String typeName) {
      JsonNode value = value(key);
      if (!type.test(value)) {
        throw new UserException(file + ": " + key + " (" + value + ") must be " + typeName, ADVICE);
      }
      return value;
    }

    private String text(String key) {
      return typed(key, JsonNode::isTextual, "a text").textValue();
    }

    private long number(String key, long greatest) {
      JsonNode value =
          typed(key, v -> v.isIntegralNumber() && v.canConvertToLong(), "a whole number");
      if (value.longValue() > greatest) {
        throw new UserException(file + ": " + key + " (" + value + ") is too large", ADVICE);
      }
      return value.longValue();
    }

    private SortedMap<String, String> texts(String key) {
      SortedMap<String, String> texts = new TreeMap<>();
      typed(key, JsonNode::isObject, "an object")
          .properties()
          .forEach(
              entry -> {
                if (!entry.getValue().isTextual()) {
                  throw new UserException(
                      file + ": " + key + "." + entry.getKey() + " must be a text", ADVICE);
                }
                texts.put(entry.getKey(), entry.getValue().textValue());
              });
      return texts;
    }
  }
}
