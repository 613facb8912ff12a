package io.lakehouse.core.session;

/** What a local session may use: the JVM's own view, which respects the limits of a container. */
public record Machine(int cores) {

    public Machine {
        if (cores < 1) {
            throw new IllegalArgumentException("Invalid machine: it has " + cores + " cores, use at least 1.");
        }
    }

    /** The machine this JVM runs on. */
    public static Machine current() {
        return new Machine(Runtime.getRuntime().availableProcessors());
    }
}
