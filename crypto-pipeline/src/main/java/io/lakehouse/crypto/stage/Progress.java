package io.lakehouse.crypto.stage;

/** Shows the progress of running stages. */
public interface Progress {

    /** Shows no progress. */
    Progress NONE = stage -> () -> {};

    /** Starts to show the progress of a stage. */
    Shown start(String stage);

    /** The progress display of a stage, which ends when it is closed. */
    interface Shown extends AutoCloseable {

        @Override
        void close();
    }
}
