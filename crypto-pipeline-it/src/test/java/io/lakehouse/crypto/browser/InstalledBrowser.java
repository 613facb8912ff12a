package io.lakehouse.crypto.browser;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The machine's own browser; none is downloaded. */
final class InstalledBrowser {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome");

    private InstalledBrowser() {}

    static Path chromium() {
        List<String> folders = Arrays.asList(System.getenv("PATH").split(File.pathSeparator));
        return NAMES.stream()
                .flatMap(name -> folders.stream().map(folder -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Unknown browser: none of " + NAMES
                        + " is on the PATH. Install one: apt-get update && apt-get install -y chromium"));
    }
}
