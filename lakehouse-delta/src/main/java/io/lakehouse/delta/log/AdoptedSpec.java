package io.lakehouse.delta.log;

import io.lakehouse.core.Redaction;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.FieldType;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.PropertyValue;
import io.lakehouse.core.table.TableDescription;
import io.lakehouse.core.table.TableLocation;
import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataTypes;

/** Reads the spec of a table from the table itself. */
public final class AdoptedSpec {

    /** Properties that Delta maintains, or that a spec says in another way. */
    private static final List<String> NOT_OF_SPECS = List.of(
            "delta.columnmapping.maxcolumnid",
            "delta.constraints.",
            "delta.deletedfileretentionduration",
            "delta.feature.",
            "delta.incommittimestampenablement",
            "delta.rowtracking.");

    private final TableSnapshot snapshot;
    private final TableName name;
    private final Map<String, Field<?>> fields = new LinkedHashMap<>();

    private AdoptedSpec(TableSnapshot snapshot, TableName name) {
        this.snapshot = snapshot;
        this.name = name;
    }

    /**
     * The spec of a version of a table.
     *
     * @param key the names of the columns that identify a row; may be empty
     * @throws IllegalArgumentException if the table has no such column
     */
    public static TableSpec of(TableSnapshot snapshot, TableName name, TableLocation location, List<String> key) {
        return new AdoptedSpec(snapshot, name).spec(location, key);
    }

    private TableSpec spec(TableLocation location, List<String> key) {
        List<String> keyColumns = key.stream()
                .map(column -> snapshot.columns()
                        .find(column)
                        .orElseThrow(() -> LogErrors.unknownKeyColumn(name, column, snapshot.columns()))
                        .name())
                .toList();
        for (TableColumn column : snapshot.columns().all()) {
            plain(column)
                    .ifPresent(field -> fields.put(
                            column.name(),
                            keyColumns.contains(column.name()) ? field.required(field.comment()) : field));
        }
        snapshot.columns().all().forEach(this::derive);
        TableDescription description = snapshot.description();
        List<Field<?>> clustering = members(description.clusteringColumns());
        return TableSpec.builder()
                .name(name)
                .location(location)
                .adopted(true)
                .fields(fields.values())
                .keyFields(members(keyColumns))
                .partitionFields(members(description.partitionColumns()))
                .clusteringFields(clustering)
                .zorderFields(clustering.isEmpty() ? members(LastZorder.of(snapshot)) : List.of())
                .retention(snapshot.retention())
                .comment(description.comment())
                .properties(properties(description))
                .build();
    }

    /** The field of a column; empty for a column of a type that fields have no values of. */
    private static Optional<Field<?>> plain(TableColumn column) {
        return FieldType.isKnown(column.type()) ? Optional.of(Field.from(column.field())) : Optional.empty();
    }

    /** A column that the table generates from one other is derived, so that a key with that one determines it. */
    private void derive(TableColumn column) {
        Optional<Column> generation = column.generation();
        Field<?> field = fields.get(column.name());
        if (generation.isEmpty() || field == null) {
            return;
        }
        Collection<String> read = Fields.readBy(generation.get());
        Optional<Field<?>> source =
                read.size() == 1 ? Fields.find(fields.values(), read.iterator().next()) : Optional.empty();
        // What is generated from an instant depends on the time zone of each writer, so a key does not determine it.
        boolean isZoned = column.type().equals(DataTypes.TimestampType)
                || source.filter(each -> each.type().sparkType().equals(DataTypes.TimestampType))
                        .isPresent();
        if (source.isPresent() && !isZoned && !source.get().isNamed(column.name())) {
            Field<?> derived = field.derivedFrom(source.get(), any -> generation.get());
            fields.put(
                    column.name(),
                    field.isRequired() ? derived.required(field.comment()) : derived.optional(field.comment()));
        }
    }

    private List<Field<?>> members(List<String> columns) {
        List<Field<?>> members = new ArrayList<>();
        columns.forEach(column -> Fields.find(fields.values(), column).ifPresent(members::add));
        return members;
    }

    private static List<PropertyValue> properties(TableDescription description) {
        List<PropertyValue> properties = new ArrayList<>();
        new TreeMap<>(description.properties()).forEach((key, value) -> {
            boolean isOfSpecs = NOT_OF_SPECS.stream()
                    .noneMatch(prefix -> key.toLowerCase(Locale.ROOT).startsWith(prefix));
            if (isOfSpecs && !Redaction.isSecret(key, value)) {
                properties.add(new PropertyValue(key, value));
            }
        });
        return properties;
    }
}
