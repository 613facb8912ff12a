package io.lakehouse.delta;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The code keeps to the rules, and each rule tells a class that does not. */
class RoomsTest {

    private static final JavaClasses SDK = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(Rooms.API);

    @TempDir
    private Path folder = Path.of("");

    static Stream<String> rules() {
        return Rooms.rules().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theCodeKeepsTo(String rule) {
        Objects.requireNonNull(Rooms.rules().get(rule)).check(SDK);
    }

    @Test
    void everyPackageIsARoom() {
        assertThat(SDK.stream()
                        .map(type -> type.getPackageName())
                        .filter(name -> !name.equals(Rooms.API))
                        .distinct())
                .allSatisfy(name -> assertThat(rules())
                        .anyMatch(rule -> rule.startsWith(name.substring(Rooms.API.length() + 1) + " uses")));
    }

    /** A class of each kind that would break a rule, and the beginning of the rule's name. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "spark     | Object planted = io.lakehouse.delta.log.TableLog.class;                  | spark uses",
                "log       | Object planted = io.lakehouse.delta.rows.Scope.class;                    | log uses",
                "log       | Object planted = io.lakehouse.delta.LakehouseTable.class;                | log uses",
                "storage   | Object planted = io.lakehouse.delta.log.TableLog.class;                  | storage uses",
                "flow      | Object planted = io.lakehouse.delta.rows.Scope.class;                    | flow uses",
                "metastore | Object planted = io.lakehouse.delta.rows.Scope.class;                    | metastore uses",
                "retention | Object planted = io.lakehouse.delta.spark.PinnedRows.class;              | retention uses",
                "rows      | Object planted = io.lakehouse.delta.layout.LayoutPlan.class;             | rows uses",
                "rows      | Object planted = io.lakehouse.delta.merge.UpsertWrite.class;             | rows uses",
                "merge     | Object planted = io.lakehouse.delta.layout.LayoutPlan.class;             | merge uses",
                "layout    | Object planted = io.lakehouse.delta.retention.VacuumSearch.class;        | layout uses",
                "health    | Object planted = io.lakehouse.delta.flow.PendingChanges.class;           | health uses",
                "rows      | Object planted = org.apache.spark.sql.delta.DeltaLog.class;              | only log names",
                "spark     | Object planted = io.delta.tables.DeltaTable.class;                       | only log names",
                "storage   | Object planted = io.delta.tables.DeltaTable.class;                       | only log names",
                "rows      | Object planted = scala.Option.empty();                                   | only log"
                        + " and spark",
                "flow      | Object planted = org.apache.spark.sql.catalyst.InternalRow.class;        | only log"
                        + " and spark",
                "layout    | Object planted = org.apache.spark.sql.execution.LogicalRDD.class;        | only log"
                        + " and spark",
                "          | public void planted(io.lakehouse.delta.log.TableLog named) {}            | no public"
                        + " signature",
                "          | public java.util.List<io.lakehouse.delta.log.TableLog> planted = null;   | no public"
                        + " signature",
                "rows      | static class Planted {Other of;} } class Other {Broken of;               | no cycles",
            })
    void aPlantedViolationIsTold(String room, String body, String rule) throws IOException {
        JavaClasses planted = planted(room == null ? "" : "." + room, body);

        assertThat(Rooms.rules().entrySet().stream()
                        .filter(each -> each.getKey().startsWith(rule))
                        .map(Map.Entry::getValue)
                        .map(each -> told(each, planted)))
                .containsExactly(true);
    }

    private static boolean told(ArchRule rule, JavaClasses classes) {
        return rule.allowEmptyShould(true).evaluate(classes).hasViolation();
    }

    private JavaClasses planted(String room, String body) throws IOException {
        Path source = Files.writeString(
                folder.resolve("Broken.java"),
                "package " + Rooms.API + room + "; public class Broken { " + body + " }");
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = new ArrayList<>(List.of("-proc:none", "-nowarn", "-d", folder.toString()));
        options.addAll(List.of("-cp", System.getProperty("java.class.path"), source.toString()));
        assertThat(compiler.run(null, null, null, options.toArray(String[]::new)))
                .isZero();
        return new ClassFileImporter().importPath(folder);
    }
}
