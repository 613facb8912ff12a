package io.lakehouse.crypto.stage;

/** Shows that a stage is at work, for as long as it is. */
public interface Progress {

    /** Shows nothing. */
    Progress NONE = stage -> () -> {};

    /** Begins to show a stage. */
    Shown start(String stage);

    /** What is shown of a stage, until closed. */
    interface Shown extends AutoCloseable {

        @Override
        void close();
    }
}
