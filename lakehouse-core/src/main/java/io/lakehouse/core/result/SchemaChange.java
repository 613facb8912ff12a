package io.lakehouse.core.result;

import io.lakehouse.core.table.Field;
import java.util.ArrayList;
import java.util.List;

/**
 * What a commit changes about the columns of its table.
 *
 * @param added new columns, all of them optional
 * @param widened columns with a wider type, which is the type of these fields
 */
public record SchemaChange(List<Field<?>> added, List<Field<?>> widened) {

    public static final SchemaChange NONE = new SchemaChange(List.of(), List.of());

    public SchemaChange {
        added = List.copyOf(added);
        widened = List.copyOf(widened);
    }

    public boolean isEmpty() {
        return added.isEmpty() && widened.isEmpty();
    }

    @Override
    public String toString() {
        List<String> parts = new ArrayList<>();
        added.forEach(field -> parts.add("column " + field + " added"));
        widened.forEach(field -> parts.add("column " + field.name() + " widened to " + field.type()));
        return parts.isEmpty() ? "none" : String.join(", ", parts);
    }
}
