package io.lakehouse.crypto.cli;

/** Whether people look at what is printed, and how log lines and a progress bar share a line then. */
final class Terminal {

    /** Printed by the log before each line, see log4j2.properties. */
    private static final String LINE_START = "crypto.line.start";

    private static final String ERASE_LINE = "\r\u001b[K";

    private Terminal() {}

    /** What the launcher says of standard error; Java itself can only tell of the other streams. */
    static boolean isPresent() {
        return Boolean.getBoolean("crypto.terminal");
    }

    /** To be called before anything logs. */
    static void prepareLog() {
        if (isPresent()) {
            System.setProperty(LINE_START, ERASE_LINE);
        }
    }
}
