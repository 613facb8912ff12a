package io.lakehouse.crypto.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The project's documents, and the test code that they show. */
final class Documents {

    private static final Path ROOT = Path.of(System.getProperty("lakehouse.root"));
    private static final Path TESTS = ROOT.resolve("crypto-pipeline-it/src/test/java");
    private static final Pattern BLOCK = Pattern.compile("```(\\w+)\n(.*?)```", Pattern.DOTALL);
    private static final Pattern SHOWN = Pattern.compile(" *// shown: begin\n(.*?) *// shown: end", Pattern.DOTALL);

    private Documents() {}

    static String read(String document) throws IOException {
        return Files.readString(ROOT.resolve(document));
    }

    /** The Java blocks of a document, in order. */
    static List<String> javaBlocks(String document) throws IOException {
        return blocks(document, "java").stream()
                .map(block -> block.stripTrailing().stripIndent())
                .toList();
    }

    /** The blocks of a document in some language, in order. */
    static List<String> blocks(String document, String language) throws IOException {
        return BLOCK.matcher(read(document))
                .results()
                .filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2))
                .toList();
    }

    /** The parts of a test class that are marked as shown, in order, without indentation. */
    static List<String> shownBy(Class<?> test) throws IOException {
        String source = Files.readString(TESTS.resolve(test.getName().replace('.', '/') + ".java"));
        return SHOWN.matcher(source).results().map(Documents::unindented).toList();
    }

    /** The text between two marks, both of which must be there. */
    static String between(String document, String begin, String end) throws IOException {
        String text = read(document);
        int from = after(begin, text, 0, document);
        return text.substring(from, after(end, text, from, document) - end.length());
    }

    private static int after(String mark, String text, int from, String document) {
        int found = text.indexOf(mark, from);
        if (found < 0) {
            throw new IllegalStateException("Cannot find the mark '" + mark + "' in " + document);
        }
        return found + mark.length();
    }

    private static String unindented(MatchResult block) {
        return block.group(1).stripTrailing().stripIndent();
    }
}
