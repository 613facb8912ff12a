package io.lakehouse.crypto.it;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A launcher that was started; its messages can be read one by one while it runs. Closing leaves no process. */
final class Launch implements AutoCloseable {

    /** How a launch ended: everything on standard output, and the messages not read before. */
    record Outcome(int exitCode, String output, List<String> messages) {}

    private final Process process;
    private final Path output;
    private final BufferedReader messages;

    Launch(Process process, Path output) {
        this.process = process;
        this.output = output;
        this.messages = process.errorReader();
    }

    /** Waits for the next message of the launcher. */
    String nextMessage() throws IOException {
        String line = messages.readLine();
        if (line == null) {
            throw new IllegalStateException("Cannot read another message: the launcher has ended");
        }
        return line;
    }

    void terminate() {
        process.toHandle().destroy(); // Process.destroy() would close the messages as well
    }

    Outcome outcome() throws IOException {
        try {
            List<String> rest = messages.lines().toList();
            return new Outcome(process.waitFor(), Files.readString(output), rest);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Cannot wait for the launcher: this thread was interrupted");
        }
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
