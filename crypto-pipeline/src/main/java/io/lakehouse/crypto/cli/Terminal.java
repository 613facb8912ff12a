package io.lakehouse.crypto.cli;

/** Whether standard error is a terminal, and how log lines and a progress bar share a line there. */
final class Terminal {

    /** The system property with the text that the log prints before each line, see log4j2.properties. */
    private static final String LINE_START = "crypto.line.start";

    private static final String ERASE_LINE = "\r\u001b[K";

    private Terminal() {}

    /** Whether the launcher found standard error to be a terminal; Java itself can only check the other streams. */
    static boolean isPresent() {
        return Boolean.getBoolean("crypto.terminal");
    }

    /** Sets up the log for a terminal. Call before anything is logged. */
    static void prepareLog() {
        if (isPresent()) {
            System.setProperty(LINE_START, ERASE_LINE);
        }
    }
}
