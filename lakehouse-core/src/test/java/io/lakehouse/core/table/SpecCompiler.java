package io.lakehouse.core.table;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Compiles the Java source of a spec and reads the spec back from the class. */
final class SpecCompiler {

    private static final Pattern CLASS = Pattern.compile("public final class (\\S+) ");

    private SpecCompiler() {}

    /** The spec of the compiled source; fails on any message of the compiler. */
    static TableSpec compiled(TableSpec spec, Path folder) throws IOException, ReflectiveOperationException {
        String source = spec.toJava();
        String className = className(source);
        Path file = Files.writeString(folder.resolve(className + ".java"), source);
        ByteArrayOutputStream messages = new ByteArrayOutputStream();

        ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        messages,
                        messages,
                        "-proc:none",
                        "-encoding",
                        "UTF-8",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        file.toString());

        assertThat(messages.toString(UTF_8)).isEmpty();
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, SpecCompiler.class.getClassLoader())) {
            return (TableSpec) loader.loadClass(className).getField("SPEC").get(null);
        }
    }

    static String className(String source) {
        Matcher declaration = CLASS.matcher(source);
        assertThat(declaration.find()).isTrue();
        return declaration.group(1);
    }
}
