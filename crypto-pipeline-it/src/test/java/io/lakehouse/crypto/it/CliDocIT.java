package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/cli.md names what the program has, and nothing else. */
class CliDocIT {

    private static final Set<String> EVERYWHERE = Set.of("--help", "--version");

    private static Set<String> found(Pattern pattern, String text) {
        Set<String> found = new TreeSet<>();
        pattern.matcher(text).results().map(MatchResult::group).forEach(found::add);
        found.removeAll(EVERYWHERE);
        return found;
    }

    private static List<String> commands() {
        String help = CommandLineRun.of("--help").out();
        return Pattern.compile("(?m)^  ([a-z]+)  ")
                .matcher(help.substring(help.indexOf("Commands:")))
                .results()
                .map(result -> result.group(1))
                .toList();
    }

    @Test
    void hasEveryCommand() throws IOException {
        String document = Documents.read("docs/cli.md");

        assertThat(commands())
                .hasSize(13)
                .allSatisfy(command -> assertThat(document).containsPattern("(?m)^\\| `" + command + "[ `]"));
    }

    @Test
    void hasEveryOptionAndNoOther() throws IOException {
        Pattern option = Pattern.compile("--[a-z][a-z-]*");
        Set<String> real = new TreeSet<>();
        for (String command : commands()) {
            real.addAll(found(option, CommandLineRun.of(command, "--help").out()));
        }

        assertThat(found(option, Documents.read("docs/cli.md"))).isEqualTo(real);
    }
}
