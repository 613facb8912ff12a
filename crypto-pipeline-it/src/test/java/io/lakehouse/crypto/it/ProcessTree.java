package io.lakehouse.crypto.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process and those that it has started. Closing leaves none of them. */
record ProcessTree(Process root) implements AutoCloseable {

    /**
     * Waits for the end of a command, which must come in time and be a good one; none of its processes is left.
     *
     * @param logs where it prints, for the message if it fails
     */
    static void run(ProcessBuilder command, Duration patience, Path... logs) throws IOException, InterruptedException {
        try (ProcessTree tree = new ProcessTree(command.start())) {
            boolean hasEnded = tree.root().waitFor(patience.toSeconds(), TimeUnit.SECONDS);
            if (!hasEnded || tree.root().exitValue() != 0) {
                StringBuilder printed = new StringBuilder();
                for (Path log : logs) {
                    printed.append(Files.readString(log));
                }
                throw new IllegalStateException(String.join(" ", command.command())
                        + (hasEnded ? " ended with " + tree.root().exitValue() : " has not ended in " + patience)
                        + ":\n"
                        + printed);
            }
        }
    }

    /** Ends all of them as a power cut would, and waits until they are gone. */
    @Override
    public void close() {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(root.toHandle()), root.descendants()).toList();
        all.forEach(ProcessHandle::destroyForcibly);
        all.forEach(each -> each.onExit().join());
    }
}
