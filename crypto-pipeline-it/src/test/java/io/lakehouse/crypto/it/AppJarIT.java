package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The jar for spark-submit holds what Spark does not, and nothing that Spark does. */
class AppJarIT {

    private static AppJar app;
    private static List<Path> jarsOfSpark;
    private static Set<String> entries;

    @BeforeAll
    static void open() throws IOException {
        app = AppJar.find();
        jarsOfSpark = SparkHome.jars();
        entries = app.entries();
    }

    private static List<String> under(String... folders) {
        return entries.stream()
                .filter(entry -> Set.of(folders).stream().anyMatch(entry::startsWith))
                .toList();
    }

    @Test
    void holdsThePipelineDeltaAndTheirLibraries() {
        assertThat(entries)
                .contains(
                        "io/lakehouse/core/session/SessionSpec.class",
                        "io/lakehouse/crypto/CryptoPipeline.class",
                        "io/lakehouse/delta/storage/SafeLocalLogStore.class",
                        "io/delta/sql/DeltaSparkSessionExtension.class",
                        "io/delta/storage/LogStore.class",
                        "org/apache/spark/sql/delta/catalog/DeltaCatalog.class",
                        "dev/failsafe/Failsafe.class",
                        "picocli/CommandLine.class");
    }

    @Test
    void holdsNoClassThatSparkHas() throws IOException {
        Set<String> both = new TreeSet<>();
        for (Path jar : jarsOfSpark) {
            both.addAll(AppJar.entries(jar));
        }
        both.retainAll(entries);

        assertThat(both)
                .filteredOn(entry -> entry.endsWith(".class") || entry.startsWith("META-INF/services/"))
                .containsExactly("META-INF/services/org.apache.spark.sql.sources.DataSourceRegister");
        assertThat(under("scala/", "com/fasterxml/", "com/google/", "org/apache/hadoop/", "org/apache/logging/"))
                .isEmpty();
    }

    @Test
    void missesNoClassButThoseThatAreOptional() {
        String classPath = jarsOfSpark.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
        StringWriter printed = new StringWriter();

        ToolProvider.findFirst("jdeps")
                .orElseThrow()
                .run(
                        new PrintWriter(printed),
                        new PrintWriter(printed),
                        "--multi-release",
                        "17",
                        "--missing-deps",
                        "--class-path",
                        classPath,
                        app.file().toString());

        assertThat(printed.toString().lines().filter(line -> line.contains(" -> ")))
                .hasSizeGreaterThan(1)
                .allMatch(line -> line.matches(
                        // For S3, if asked for; and annotations that the compiler alone reads.
                        ".* -> (com\\.amazonaws|org\\.apache\\.hadoop\\.fs\\.s3a|org\\.immutables\\.value)\\..*"
                                + "|crypto-pipeline.* -> not found"));
    }

    @Test
    void renamesLibrariesThatSparkHasInAnOlderVersion() {
        assertThat(under("org/apache/commons/")).allMatch(entry -> entry.startsWith("org/apache/commons/csv/"));
        assertThat(entries)
                .contains(
                        "io/lakehouse/shaded/codec/binary/Base64OutputStream.class",
                        "io/lakehouse/shaded/io/IOUtils.class");
    }

    @Test
    void registersTheDataSourceOfDelta() throws IOException {
        assertThat(app.text("META-INF/services/org.apache.spark.sql.sources.DataSourceRegister")
                        .lines())
                .contains("org.apache.spark.sql.delta.sources.DeltaDataSource");
    }

    @Test
    void holdsThePartsOfTheReport() {
        assertThat(entries)
                .contains("META-INF/maven/org.webjars.npm/uplot/pom.properties")
                .anyMatch(entry -> entry.matches("META-INF/resources/webjars/uplot/.*/dist/uPlot.iife.min.js"));
    }

    @Test
    void leavesTheLogToTheCluster() {
        assertThat(entries).noneMatch(entry -> entry.matches("log4j.*"));
    }

    @Test
    void hasNoSignaturesAndNoModules() {
        assertThat(entries)
                .noneMatch(entry -> entry.matches("META-INF/.*\\.(SF|DSA|RSA)") || entry.endsWith("module-info.class"));
    }

    @Test
    void namesItsProgramVersionAndLicences() throws IOException {
        Attributes manifest = app.manifest();

        assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS)).isEqualTo("io.lakehouse.crypto.CryptoPipeline");
        assertThat(app.file().getFileName())
                .hasToString(
                        "crypto-pipeline-" + manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION) + "-app.jar");
        assertThat(app.text("META-INF/LICENSE")).contains("Apache License");
        assertThat(app.text("META-INF/LICENSES-OF-LIBRARIES.txt")).contains("JLine", "JMustache", "progressbar");
        assertThat(app.text("META-INF/NOTICE")).contains("Apache Commons CSV", "Apache Commons IO");
    }

    @Test
    void isSmall() throws IOException {
        assertThat(Files.size(app.file())).isLessThan(15L << 20);
    }
}
