package nas.space.declared;

import nas.core.plugin.InvalidSettingException;
import nas.core.plugin.Tree;
import nas.network.OperationKinds;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import nas.space.grammar.Derivation;
import nas.space.grammar.Grammar;
import nas.space.grammar.GrammarException;
import nas.space.grammar.GrammarSpace;
import nas.space.grammar.Rule;

/** Makes spaces that files declare known to experiment files as {@code grammar}. */
public final class GrammarPlugin implements SearchSpacePlugin<GrammarSettings> {

  /** Creates the plug-in. */
  public GrammarPlugin() {}

  @Override
  public String name() {
    return "grammar";
  }

  @Override
  public String summary() {
    return "A space of your own: blocks of operations, and rules that say how they may follow.";
  }

  @Override
  public Class<GrammarSettings> settings() {
    return GrammarSettings.class;
  }

  @Override
  public Space<Derivation> create(GrammarSettings settings) {
    Definitions definitions =
        new Definitions(
            OperationKinds.known(),
            new Part(settings.constants(), "constants"),
            new Part(settings.blocks(), "blocks"));
    BlockForm stem = graph(definitions, settings.stem(), "stem");
    BlockForm head = graph(definitions, settings.head(), "head");
    Part body = new Part(settings.body(), "body");
    Rule rule = new RuleReader(definitions, new Part(settings.rules(), "rules")).read(body);
    definitions.requireUsed();
    if (head.nodes().isEmpty()) {
      throw head.part()
          .refused(
              "there is no head: nothing turns the last feature map into classes",
              "write head: [global-average-pool, {linear: {out-features: classes}}]");
    }
    try {
      Grammar grammar = new Grammar(rule, settings.separator());
      DeclaredBlueprint networks =
          new DeclaredBlueprint(grammar, definitions.constants(), stem, body, head);
      return GrammarSpace.of(name(), grammar)
          .with(
              settings.size().isNamed()
                  ? new ResizableNetworks(networks, settings.size())
                  : networks);
    } catch (GrammarException e) {
      throw new InvalidSettingException("body", String.valueOf(e.getMessage()), e.advice());
    }
  }

  private static BlockForm graph(Definitions definitions, Tree tree, String name) {
    return definitions.graph(name, java.util.List.of(), new Part(tree, name));
  }
}
