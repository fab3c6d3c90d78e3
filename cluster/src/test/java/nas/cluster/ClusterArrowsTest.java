package nas.cluster;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Holds Spark to this module, and this module to what is the same in all versions of Spark. */
@Tag("slow")
final class ClusterArrowsTest {

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("nas");

  @Test
  void sparkIsSeenHereOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("nas.cluster..")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.spark..", "nas.cluster.."))
        .check(CLASSES);
    classes()
        .that()
        .haveSimpleName("SharedContext")
        .should()
        .dependOnClassesThat(resideInAnyPackage("org.apache.spark.."))
        .check(CLASSES);
  }

  /** Scala's types are others in other versions of Spark. */
  @Test
  void scalaIsNotSeen() {
    noClasses()
        .that()
        .resideInAPackage("nas.cluster..")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("scala..")
        .check(CLASSES);
  }
}
