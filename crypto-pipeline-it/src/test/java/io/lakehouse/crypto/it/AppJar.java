package io.lakehouse.crypto.it;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;

/** The jar for spark-submit, as this build made it. */
record AppJar(Path file) {

    static AppJar find() throws IOException {
        Path target = Path.of(System.getProperty("lakehouse.root"), "crypto-pipeline/target");
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, "crypto-pipeline-*-app.jar")) {
            jars.forEach(found::add);
        }
        if (found.size() != 1) {
            throw new IllegalStateException("Cannot find the app jar: " + target + " has " + found
                    + "; build it with mvn package, and without -Dapp.jar.skip.");
        }
        return new AppJar(found.get(0));
    }

    /** The names of its files. */
    Set<String> entries() throws IOException {
        return entries(file);
    }

    static Set<String> entries(Path jar) throws IOException {
        try (JarFile opened = new JarFile(jar.toFile())) {
            Set<String> names = new TreeSet<>();
            opened.stream().filter(entry -> !entry.isDirectory()).forEach(entry -> names.add(entry.getName()));
            return names;
        }
    }

    String text(String entry) throws IOException {
        try (JarFile opened = new JarFile(file.toFile());
                InputStream in = opened.getInputStream(new ZipEntry(entry))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    Attributes manifest() throws IOException {
        try (JarFile opened = new JarFile(file.toFile())) {
            return opened.getManifest().getMainAttributes();
        }
    }
}
