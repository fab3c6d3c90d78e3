package nas.evaluator.training;

import java.util.List;
import java.util.Optional;
import nas.core.plugin.Alternatives;
import nas.core.plugin.Paper;
import nas.space.SearchSpacePlugin;
import nas.space.Space;
import nas.space.joint.Hyperparameter;
import nas.space.joint.Joint;
import nas.space.joint.JointSpace;

/**
 * Makes {@link JointSpace} known to experiment files as {@code joint}: architectures of any space
 * together with how they are trained.
 */
public final class JointPlugin implements SearchSpacePlugin<JointSettings> {

  private static final String NAME = "joint";

  /** Creates the plug-in. */
  public JointPlugin() {}

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String summary() {
    return "Architectures of another space, each with settings of its training chosen with it.";
  }

  @Override
  public Optional<Paper> paper() {
    return Optional.of(
        new Paper(
            "Zela et al.",
            2018,
            "Towards Automated Deep Learning: Efficient Joint Neural Architecture and"
                + " Hyperparameter Search",
            "arXiv:1807.06906"));
  }

  @Override
  public Class<JointSettings> settings() {
    return JointSettings.class;
  }

  @Override
  public Space<?> create(JointSettings settings) {
    return joint(
        SearchSpacePlugin.create(settings.architecture(), "architecture"), settings.training());
  }

  private static <A> JointSpace<A> joint(Space<A> architectures, Alternatives<Recipe> training) {
    List<Hyperparameter> hyperparameters =
        training.options().stream()
            .map(setting -> new Hyperparameter(setting.key(), setting.words()))
            .toList();
    return JointSpace.of(NAME, architectures, hyperparameters)
        .with(new ChosenRecipe<Joint<A>>(training, Joint::options));
  }
}
