package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whoever uses the SDK uses its API, {@code io.lakehouse.core.*} and {@code io.lakehouse.delta}: the pipeline, its tests and
 * benchmarks, among them the snippets of the docs, and the project that imports the SDK.
 */
class PublicApiUseTest {

    private static final Path ROOT = Path.of(System.getProperty("lakehouse.root"));
    private static final ArchRule API_ONLY = ArchRuleDefinition.noClasses()
            .that()
            .resideInAPackage("io.lakehouse.crypto..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.lakehouse.delta.(*)..");

    /** A name of the engine in a source; settings name what Delta and Hadoop load. */
    private static final Pattern ENGINE =
            Pattern.compile("io\\.lakehouse\\.delta\\.(?!storage\\.(SafeLocalLogStore|LocalFiles)\\b)[a-z]\\w*\\.");

    @Test
    void thePipelineItsTestsAndTheSnippetsOfTheDocs() {
        API_ONLY.check(new ClassFileImporter()
                .withImportOption(location -> !location.contains(UsesTheEngine.class.getSimpleName()))
                .importPackages("io.lakehouse.crypto"));
    }

    @Test
    void theProjectThatImportsTheSdkAndTheTextOfTheDocs() throws IOException {
        for (Path folder : List.of(ROOT.resolve("docs"), ROOT.resolve("crypto-pipeline-it/src/test/consumer"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                assertThat(files.filter(file -> file.toString().matches(".*\\.(md|java|xml)")))
                        .isNotEmpty()
                        .allSatisfy(file -> assertThat(Files.readString(file)).doesNotContainPattern(ENGINE));
            }
        }
    }

    @Test
    void aUseOfTheEngineIsTold() {
        assertThatThrownBy(() -> API_ONLY.check(new ClassFileImporter().importClasses(UsesTheEngine.class)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("TableLog");
        assertThat("import io.lakehouse.delta.log.TableLog;").containsPattern(ENGINE);
        assertThat("import io.lakehouse.delta.LakehouseTable;").doesNotContainPattern(ENGINE);
    }

    /** Named only, so that the rule has something to tell. */
    private static final class UsesTheEngine {

        @SuppressWarnings("unused")
        private static final String NAME = io.lakehouse.delta.log.TableLog.class.getName();
    }
}
