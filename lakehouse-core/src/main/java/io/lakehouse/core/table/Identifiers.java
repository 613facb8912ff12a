package io.lakehouse.core.table;

import java.util.regex.Pattern;

/** Plain names: they need no quoting in SQL, in paths and in the Hive metastore, and differ by more than case. */
final class Identifiers {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,127}");

    private Identifiers() {}

    static String requirePlain(String what, String name) {
        if (name.startsWith("__") || name.equals("_metadata")) {
            throw new IllegalArgumentException("Invalid " + what + " '" + name
                    + "': Spark and the verbs use such names themselves; choose another.");
        }
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("Invalid " + what + " '" + name
                    + "': use 1 to 128 lower-case letters, digits and underscores, and no digit first.");
        }
        return name;
    }
}
