package nas.experiment;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Holds the arrows between modules, and calls that must not be. */
final class ModuleArrowsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          // A build that packages before it tests has tests of other modules in jars.
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("nas");

  /** Arithmetic whose scalar operand Java frees while autograd still needs it. */
  private static final DescribedPredicate<JavaMethodCall> NUMBER_ARITHMETIC =
      describe(
          "call NDArray arithmetic with a Number",
          call ->
              call.getTargetOwner().isAssignableTo("ai.djl.ndarray.NDArray")
                  && Set.of("add", "sub", "mul", "div", "addi", "subi", "muli", "divi")
                      .contains(call.getTarget().getName())
                  && call.getTarget().getRawParameterTypes().size() == 1
                  && call.getTarget().getRawParameterTypes().get(0).isEquivalentTo(Number.class));

  /** The strategies that run networks of their own. */
  private static final String[] NEURAL_STRATEGIES = {
    "nas.strategy.predictor.graph..", "nas.strategy.reinforce.."
  };

  /** The roots of our packages, and those of other modules that each one may see. */
  private static final Map<String, List<String>> ARROWS =
      Map.of(
          "core", List.of(),
          "network", List.of("core"),
          "space", List.of("core", "network"),
          "engine", List.of("core", "network"),
          "evaluator", List.of("core", "network", "space", "engine"),
          "proxy", List.of("core", "network", "space", "engine"),
          "strategy", List.of("core", "network", "space", "engine", "proxy"),
          "result", List.of("core"),
          "experiment",
              List.of(
                  "core", "network", "space", "engine", "evaluator", "proxy", "strategy", "result"),
          "api", List.of("core", "network", "space", "engine", "proxy", "result", "experiment"));

  private static String root(JavaClass type) {
    return type.getPackageName().replaceFirst("^nas\\.([a-z]+).*", "$1");
  }

  private static ArchRule noneIn(String origin, String... targets) {
    return noClasses()
        .that()
        .resideInAnyPackage(origin)
        .should()
        .dependOnClassesThat(resideInAnyPackage(targets));
  }

  @Test
  void everyModuleIsSeen() {
    Set<String> roots = new TreeSet<>();
    for (JavaClass type : CLASSES) {
      roots.add(root(type));
    }
    assertEquals(new TreeSet<>(ARROWS.keySet()), roots);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "core",
        "network",
        "space",
        "engine",
        "evaluator",
        "proxy",
        "strategy",
        "result",
        "experiment",
        "api"
      })
  void modulesSeeWhatIsBelowThemOnly(String module) {
    List<String> seen = ARROWS.getOrDefault(module, List.of());
    noClasses()
        .that()
        .resideInAPackage("nas." + module + "..")
        .should()
        .dependOnClassesThat(
            describe(
                "lie in modules other than " + seen,
                type ->
                    type.getPackageName().startsWith("nas.")
                        && !root(type).equals(module)
                        && !seen.contains(root(type))))
        .check(CLASSES);
  }

  @Test
  void searchSpacesSeeTheJdkOnly() {
    noClasses()
        .that()
        .resideInAnyPackage("nas.space..", "nas.network..")
        .should()
        .dependOnClassesThat(DescribedPredicate.not(resideInAnyPackage("nas..", "java..")))
        .check(CLASSES);
  }

  @Test
  void runtimeIsSeenByNeuralStrategiesOnly() {
    noClasses()
        .that()
        .resideInAPackage("nas.strategy..")
        .and()
        .resideOutsideOfPackages(NEURAL_STRATEGIES)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("nas.engine..")
        .check(CLASSES);
  }

  @Test
  @Tag("slow")
  void tribuoIsSeenByRegressionsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("nas.strategy.predictor.regression")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.tribuo..")
        .check(CLASSES);
  }

  @Test
  void engineIsSeenWhereNetworksRunOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("nas.engine..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("ai.djl..")
        .check(CLASSES);
  }

  @Test
  void guiceIsSeenAtCompositionRootsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackages("nas.experiment.plugin", "nas.experiment.cli..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("com.google.inject..")
        .check(CLASSES);
  }

  @Test
  void configurationSeesNeitherRunnerNorCommands() {
    for (String origin :
        List.of("nas.experiment.config..", "nas.experiment.plugin..", "nas.experiment.schema..")) {
      noneIn(origin, "nas.experiment.run..", "nas.experiment.cli..").check(CLASSES);
    }
  }

  @Test
  @Tag("slow")
  void packagesFormNoCycle() {
    slices().matching("nas.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void arithmeticWithNumbersIsNotUsed() {
    noClasses()
        .should()
        .callMethodWhere(NUMBER_ARITHMETIC)
        .because("the scalar is freed before the backward pass reads it: gradients go wrong")
        .check(CLASSES);
  }

  /** A culprit, so that the rule above is known to find one. */
  static final class Culprit {
    private Culprit() {}

    static NDArray halve(NDArray array) {
      return array.mul(0.5);
    }
  }

  @Test
  @Tag("slow")
  void arithmeticWithNumbersWouldBeFound() {
    JavaClasses culprit = new ClassFileImporter().importClasses(Culprit.class);
    ArchRule rule = noClasses().should().callMethodWhere(NUMBER_ARITHMETIC);
    assertThrows(AssertionError.class, () -> rule.check(culprit));
  }
}
