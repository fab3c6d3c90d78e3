package nas.experiment.config.yaml;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The anchors of one document and what aliases to them stand for. A small file can say very much by
 * aliases of aliases, so what they stand for is limited.
 */
final class Anchors {

  /** Most that all aliases together may stand for, in characters and nodes. */
  static final int MAX_EXPANDED = 1 << 20;

  private final Map<String, YamlNode> nodes = new HashMap<>();
  private final IdentityHashMap<YamlNode, Measure> measures = new IdentityHashMap<>();
  private long expanded;

  /**
   * How large a node is once all aliases in it are written out.
   *
   * @param depth levels of mappings and lists
   * @param size characters and nodes
   */
  private record Measure(int depth, long size) {}

  /** Remembers what an anchor names from here on. */
  void define(String anchor, YamlNode node) {
    nodes.put(anchor, node);
  }

  /**
   * Returns what an alias stands for.
   *
   * @param place where the alias stands
   * @param depth level at which it stands, from 1
   * @throws YamlException if there is no such anchor before it, or the document becomes too large
   *     or too deep
   */
  YamlNode resolve(String anchor, Place place, int depth) throws YamlException {
    YamlNode node = nodes.get(anchor);
    if (node == null) {
      throw new YamlException(
          "There is no anchor &" + anchor + " before the alias *" + anchor,
          place,
          "define it above, or put a text that begins with * in quotes");
    }
    Measure measure = measure(node);
    expanded += measure.size();
    if (expanded > MAX_EXPANDED) {
      throw new YamlException(
          "The aliases stand for more than 1 MiB", place, "write less by aliases of aliases");
    }
    if (depth - 1 + measure.depth() > YamlReader.MAX_DEPTH) {
      throw YamlReader.tooDeep(place);
    }
    return node;
  }

  /** Nodes are measured once, as aliases share them. */
  private Measure measure(YamlNode node) {
    Measure known = measures.get(node);
    if (known == null) {
      known = measured(node);
      measures.put(node, known);
    }
    return known;
  }

  private Measure measured(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return new Measure(1, 1L + scalar.text().length());
    }
    int depth = 0;
    long size = 1;
    if (node instanceof YamlNode.Mapping mapping) {
      for (YamlNode.Entry entry : mapping.entries()) {
        Measure inner = measure(entry.value());
        depth = Math.max(depth, inner.depth());
        size += entry.key().length() + inner.size();
      }
    } else if (node instanceof YamlNode.Sequence sequence) {
      for (YamlNode item : sequence.items()) {
        Measure inner = measure(item);
        depth = Math.max(depth, inner.depth());
        size += inner.size();
      }
    }
    return new Measure(depth + 1, size);
  }

  /**
   * Returns the entries of a mapping together with those that it merges, which stand where the
   * merge key stands. The mapping's own keys win, and of merged mappings the earlier.
   *
   * @param own the mapping's own entries, in order; the merge key among them
   * @throws YamlException if something else than mappings is merged
   */
  static List<YamlNode.Entry> merged(Map<String, YamlNode.Entry> own, YamlNode.Entry merge)
      throws YamlException {
    Map<String, YamlNode.Entry> others = new LinkedHashMap<>();
    for (YamlNode source : sources(merge)) {
      if (!(source instanceof YamlNode.Mapping mapping)) {
        throw new YamlException(
            "What is merged by << (" + source.brief() + ") must be a mapping or a list of mappings",
            merge.place(),
            "name the anchor of a mapping, as in '<<: *common'");
      }
      mapping.entries().forEach(entry -> others.putIfAbsent(entry.key(), entry));
    }
    List<YamlNode.Entry> entries = new ArrayList<>();
    for (YamlNode.Entry entry : own.values()) {
      if (entry.key().equals(merge.key())) {
        others.values().stream()
            .filter(other -> !own.containsKey(other.key()))
            .forEach(entries::add);
      } else {
        entries.add(entry);
      }
    }
    return entries;
  }

  private static List<YamlNode> sources(YamlNode.Entry merge) {
    return merge.value() instanceof YamlNode.Sequence list ? list.items() : List.of(merge.value());
  }
}
