package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What docs/getting-started.md tells a reader to do: the project under src/test/consumer, and the commands. */
class GettingStartedIT {

    private static final String DOCUMENT = "docs/getting-started.md";
    private static final Pattern MEASURED = Pattern.compile("[0-9.]+ KB|bytesAdded=\\d+|elapsed=PT\\S+S");
    private static final Pattern COLOURS = Pattern.compile("\u001b\\[\\d*m");

    @TempDir
    private Path folder = Path.of("");

    @Test
    void theFilesShownAreThoseOfTheProject() throws IOException {
        assertThat(Documents.blocks(DOCUMENT, "xml")).containsExactly(ConsumerProject.file("pom.xml"));
        assertThat(Documents.blocks(DOCUMENT, "properties")).containsExactly(ConsumerProject.file("spark.options"));
        assertThat(Documents.blocks(DOCUMENT, "csv")).containsExactly(ConsumerProject.file("prices.csv"));
        assertThat(Documents.blocks(DOCUMENT, "java")).containsExactly(ConsumerProject.file(ConsumerProject.MAIN));
    }

    @Test
    void theProjectHoldsTheExampleOfTheReadme() throws IOException {
        String example = Documents.javaBlocks("README.md").get(0);

        assertThat(ConsumerProject.file(ConsumerProject.MAIN).stripIndent())
                .contains(example.replaceAll("(?m)^(?=.)", "    "));
    }

    @Test
    void theCommandsDoWhatTheDocumentSays() throws IOException, InterruptedException {
        List<String> commands = Documents.blocks(DOCUMENT, "bash");
        List<String> outputs = Documents.blocks(DOCUMENT, "text");
        assertThat(commands).hasSize(3);
        String first;
        String second;
        try (ConsumerProject project = ConsumerProject.in(folder)) {
            project.inCheckout(commands.get(0));
            first = project.run(commands.get(1));
            Path prices = project.folder().resolve("prices.csv");
            Files.writeString(prices, Files.readString(prices).replace("81020", "81050"));
            second = project.run(commands.get(2));
        }

        assertThat(List.of(comparable(first), comparable(second)))
                .containsExactly(comparable(outputs.get(0)), comparable(outputs.get(1)));
    }

    /** An output without what differs from run to run. */
    private static String comparable(String output) {
        String plain = COLOURS.matcher(output).replaceAll("");
        return MEASURED.matcher(plain).replaceAll("~").strip();
    }
}
