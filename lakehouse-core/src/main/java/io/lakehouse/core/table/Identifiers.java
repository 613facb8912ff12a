package io.lakehouse.core.table;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/** Checks the names of tables, fields and rules, and quotes names for Spark. */
final class Identifiers {

    private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_]{0,127}");

    /** The name prefix of the columns that the verbs add to rows while they work. */
    private static final String RESERVED = "__lakehouse_";

    /** The most bytes that the name of a folder may have on common file systems. */
    private static final int MAX_LENGTH = 255;

    private Identifiers() {}

    /** Requires a name that needs no quoting anywhere. */
    static String requirePlain(String what, String name) {
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("Invalid " + what + " '" + name
                    + "': use 1 to 128 lower-case letters, digits and underscores, not starting with a digit.");
        }
        return name;
    }

    /** Requires a name that can be a folder: catalogs and warehouses store schemas and tables by name. */
    static String requireFolder(String what, String name) {
        if (name.isBlank()
                || !name.equals(name.strip())
                || name.getBytes(StandardCharsets.UTF_8).length > MAX_LENGTH
                || name.startsWith(".")
                || name.chars().anyMatch(c -> c == '/' || c == '\\' || Character.isISOControl(c))) {
            throw new IllegalArgumentException("Invalid " + what + " '" + name + "': use 1 to " + MAX_LENGTH
                    + " bytes without slashes and control characters, no blank at either end, and no dot first.");
        }
        return name;
    }

    static String requireColumn(String name) {
        if (name.isEmpty()) {
            throw new IllegalArgumentException("Invalid field name '': a column needs a name.");
        }
        if (name.regionMatches(true, 0, RESERVED, 0, RESERVED.length())) {
            throw new IllegalArgumentException("Invalid field name '" + name + "': names that start with " + RESERVED
                    + " are reserved for the verbs; choose another.");
        }
        return name;
    }

    /** The name as Spark parses it: in backticks unless it is plain. */
    static String quoted(String name) {
        return PLAIN.matcher(name).matches() ? name : "`" + name.replace("`", "``") + "`";
    }
}
