// A search in JShell: jshell --class-path nas.jar examples/java/first.jsh
import nas.api.*
import static nas.api.Parts.*
var found = Nas.search(choices(3, java.util.List.of("8", "16", "24", "32"))).by(localSearch()).evaluatedBy(table(java.nio.file.Path.of("target/widths-java.bench"), "toy", "validation@20 mean", "test@20 mean").with("missing", "skip")).budget(20).run(java.nio.file.Path.of("target/widths-jshell"))
System.out.println(found.architecture() + ": " + found.test() + " %")
/exit
