package nas.experiment.config;

import java.util.Map;
import nas.core.plugin.Tree;
import nas.experiment.config.yaml.Place;
import nas.experiment.config.yaml.YamlNode;

/** Turns YAML into {@link Tree}s and back. */
final class Trees {

  private static final Place NOWHERE = Place.whole("");

  private Trees() {}

  static Tree of(YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      return new Tree.Mapping(
          mapping.entries().stream()
              .map(entry -> new Tree.Entry(entry.key(), of(entry.value())))
              .toList());
    } else if (node instanceof YamlNode.Sequence sequence) {
      return new Tree.Items(sequence.items().stream().map(Trees::of).toList());
    }
    YamlNode.Scalar scalar = (YamlNode.Scalar) node;
    return scalar.type() == YamlNode.ScalarType.NULL
        ? new Tree.Mapping(java.util.List.of())
        : new Tree.Scalar(scalar.text(), scalar.type() == YamlNode.ScalarType.TEXT);
  }

  static YamlNode node(Tree tree) {
    if (tree instanceof Tree.Mapping mapping) {
      return new YamlNode.Mapping(
          NOWHERE,
          mapping.entries().stream()
              .map(entry -> new YamlNode.Entry(entry.key(), NOWHERE, node(entry.value())))
              .toList());
    } else if (tree instanceof Tree.Items list) {
      return new YamlNode.Sequence(NOWHERE, list.items().stream().map(Trees::node).toList());
    }
    Tree.Scalar scalar = (Tree.Scalar) tree;
    return new YamlNode.Scalar(NOWHERE, scalar.text(), scalar.isText());
  }

  /** Returns a node in which others stand for some of its parts. */
  static YamlNode replaced(YamlNode node, Map<YamlNode, YamlNode> others) {
    if (node instanceof YamlNode.Mapping mapping) {
      return new YamlNode.Mapping(
          mapping.place(),
          mapping.entries().stream()
              .map(
                  entry ->
                      new YamlNode.Entry(
                          entry.key(), entry.place(), replaced(entry.value(), others)))
              .toList());
    } else if (node instanceof YamlNode.Sequence sequence) {
      return new YamlNode.Sequence(
          sequence.place(), sequence.items().stream().map(item -> replaced(item, others)).toList());
    }
    return others.getOrDefault(node, node);
  }
}
