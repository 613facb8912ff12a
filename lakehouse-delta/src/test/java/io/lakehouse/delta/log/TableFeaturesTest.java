package io.lakehouse.delta.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class TableFeaturesTest {

    private static final Pattern TABLE = Pattern.compile("(?s)<!-- features: begin -->(.*)<!-- features: end -->");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");

    @Test
    void theDocumentNamesTheFeaturesThatTheVerbsWrite() throws IOException {
        String document = Files.readString(Path.of("../docs/adopting.md"));
        String table =
                TABLE.matcher(document).results().findFirst().orElseThrow().group(1);
        List<String> documented =
                ROW.matcher(table).results().map(row -> row.group(1)).toList();

        assertThat(documented)
                .containsExactlyElementsOf(
                        TableFeatures.WRITTEN.stream().sorted().toList());
    }
}
