package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TableLocationTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "s3a://bucket/lake",
                "abfss://container@account.dfs.core.windows.net/lake",
                "file:///data/lake",
                "hdfs:/data/lake",
                "s3a://bucket/a b/größe/50%/a%20b",
                "s3a://bucket/a\nb"
            })
    void takesAUriAsItIs(String uri) {
        assertThat(TableLocation.of(uri).uri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://bucket/lake/, s3a://bucket/lake",
        "s3a://bucket/lake//, s3a://bucket/lake",
        "s3a://bucket/, s3a://bucket",
        "file:///data/, file:///data",
        "/data/, file:///data"
    })
    void dropsSlashesAtTheEnd(String location, String uri) {
        assertThat(TableLocation.of(location).uri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///", "/"})
    void keepsTheRoot(String root) {
        assertThat(TableLocation.of(root).uri()).isEqualTo("file:///");
    }

    @ParameterizedTest
    @CsvSource({
        "/data/lake, file:///data/lake",
        "/data/a b/50%, file:///data/a b/50%",
        "/data/a%20b, file:///data/a%20b",
        "/data/./lake/../pond, file:///data/pond",
        "/data/a:b, file:///data/a:b"
    })
    void takesAnAbsolutePath(String path, String uri) {
        assertThat(TableLocation.of(path).uri()).isEqualTo(uri);
    }

    @ParameterizedTest
    @ValueSource(strings = {"lake", "./lake", "data/lake", "a:b"})
    void takesAPathThatIsRelativeToTheWorkingDirectory(String path) {
        assertThat(TableLocation.of(path))
                .isEqualTo(TableLocation.of(Path.of("").resolve(path)));
    }

    @Test
    void takesTheWorkingDirectory() {
        assertThat(TableLocation.of(".").uri())
                .isEqualTo("file://" + Path.of("").toAbsolutePath());
    }

    @Test
    void takesAFolderThatExists(@TempDir Path folder) {
        assertThat(TableLocation.of(folder).uri()).isEqualTo("file://" + folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n"})
    void refusesABlankLocation(String blank) {
        assertThatThrownBy(() -> TableLocation.of(blank))
                .isExactlyInstanceOf(IllegalArgumentException.class)
                .hasMessage("Invalid location: it is blank; name a folder or a URI.");
    }

    @ParameterizedTest
    @CsvSource({
        "s3a://bucket/lake, raw/events, s3a://bucket/lake/raw/events",
        "s3a://bucket, raw, s3a://bucket/raw",
        "s3a://bucket/lake/, /raw/, s3a://bucket/lake/raw",
        "s3a://bucket/lake, a b, s3a://bucket/lake/a b",
        "s3a://bucket/lake, a:b, s3a://bucket/lake/a:b",
        "s3a://bucket/lake, '', s3a://bucket/lake",
        "/, raw, file:///raw"
    })
    void givesTheFoldersBelowIt(String location, String relative, String uri) {
        assertThat(TableLocation.of(location).path(relative).uri()).isEqualTo(uri);
    }

    @Test
    void isWrittenAsItsUri() {
        assertThat(new TableLocation("s3a://bucket/lake/")).hasToString("s3a://bucket/lake");
    }
}
