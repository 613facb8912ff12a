package io.lakehouse.core.table;

import java.util.regex.Pattern;

/**
 * Checks that names are plain: they need no quoting in SQL, in paths or in the Hive metastore, and never differ in case
 * alone.
 */
final class Identifiers {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,127}");

    private Identifiers() {}

    static String requirePlain(String what, String name) {
        if (name.startsWith("__") || name.equals("_metadata")) {
            throw new IllegalArgumentException("Invalid " + what + " '" + name
                    + "': such names are reserved for Spark and the verbs; choose another.");
        }
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("Invalid " + what + " '" + name
                    + "': use 1 to 128 lower-case letters, digits and underscores, not starting with a digit.");
        }
        return name;
    }
}
