package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** CONTRIBUTING.md sends readers to files that are there. */
class ContributingTest {

    private static final Path ROOT = Path.of(System.getProperty("lakehouse.root"));
    private static final String PACKAGE = "lakehouse-delta/src/main/java/io/lakehouse/delta/";
    private static final Pattern FULL_PATH = Pattern.compile("`(lakehouse-[a-z]+/[\\w./-]+)`");
    private static final Pattern IN_PACKAGE = Pattern.compile("`([a-z]+/\\w+\\.java)`");

    @Test
    void everyPathIsThere() throws IOException {
        String text = Files.readString(ROOT.resolve("CONTRIBUTING.md"));

        assertThat(FULL_PATH.matcher(text).results().map(ContributingTest::path))
                .hasSizeGreaterThan(5)
                .allSatisfy(path -> assertThat(ROOT.resolve(path)).exists());
        assertThat(IN_PACKAGE.matcher(text).results().map(ContributingTest::path))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(ROOT.resolve(PACKAGE + path)).exists());
    }

    private static String path(MatchResult match) {
        return match.group(1);
    }
}
