package io.lakehouse.core.table;

import io.lakehouse.core.LakehouseStyle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.spark.sql.types.AtomicType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.immutables.value.Value;

/**
 * What a table is, as one readable constant: its name, fields, key and layout.
 *
 * <pre>{@code
 * static final TableSpec PRICES = TableSpec.builder()
 *     .name("silver", "crypto_prices")
 *     .addFields(ID, SYMBOL, CURRENT_PRICE, LAST_UPDATED, INGESTED_AT, PARTITION_DATE)
 *     .addKeyFields(ID, LAST_UPDATED)
 *     .addPartitionFields(PARTITION_DATE)
 *     .addZorderFields(SYMBOL, ID)
 *     .build();
 * }</pre>
 *
 * <p>Building checks the whole spec and reports every violation at once, each with its remedy.
 */
@Value.Immutable
@LakehouseStyle
public interface TableSpec {

    /** The types whose values can be read back from the name of a folder. */
    Set<DataType> PARTITION_TYPES =
            Set.of(DataTypes.DateType, DataTypes.IntegerType, DataTypes.LongType, DataTypes.StringType);

    TableName name();

    /** All columns, in the table's order. */
    List<Field<?>> fields();

    /** The fields that identify a row; empty for a table without a key, which cannot be upserted into. */
    List<Field<?>> keyFields();

    /** The fields whose values name a row's folder; empty for an unpartitioned table. */
    List<Field<?>> partitionFields();

    /** The fields that rows are ordered by inside their partition, so that readers can skip files and row groups. */
    List<Field<?>> zorderFields();

    /** How long files that are no longer part of the table are kept for time travel. Default: 7 days. */
    @Value.Default
    default Duration retention() {
        return Duration.ofDays(7);
    }

    /** What the table holds; stored with it. Default: empty. */
    @Value.Default
    default String comment() {
        return "";
    }

    /** The fields as a Spark schema. */
    @Value.Lazy
    default StructType schema() {
        return Fields.toStruct(fields());
    }

    default boolean isPartitioned() {
        return !partitionFields().isEmpty();
    }

    default boolean isKeyed() {
        return !keyFields().isEmpty();
    }

    /** Whether rows of one key always have the same value of this field: it is in the key or derived from it. */
    default boolean isImpliedByKey(Field<?> field) {
        return keyFields().contains(field)
                || field.derivedFrom().map(this::isImpliedByKey).orElse(false);
    }

    /** Reports all violations in one message. */
    @Value.Check
    default void check() {
        List<String> problems = new ArrayList<>();
        if (fields().isEmpty()) {
            problems.add("it has no fields: add at least one");
        }
        Set<String> names = new HashSet<>();
        for (Field<?> field : fields()) {
            if (!names.add(field.name())) {
                problems.add("field " + field.name() + " is there twice: remove one");
            }
            field.derivedFrom()
                    .filter(source -> !fields().contains(source))
                    .ifPresent(source -> problems.add("field "
                            + field.name() + " is derived from " + source.name()
                            + ", which the table lacks: add that field too"));
        }
        requireKnown("key", keyFields(), problems);
        requireKnown("partition", partitionFields(), problems);
        requireKnown("z-order", zorderFields(), problems);
        for (Field<?> field : keyFields()) {
            if (!field.isRequired()) {
                problems.add("key field " + field.name() + " admits NULL, and NULL keys never match:"
                        + " declare it required(...)");
            }
        }
        if (!fields().isEmpty() && partitionFields().containsAll(fields())) {
            problems.add("every field is a partition field, so its files would be empty: leave one out");
        }
        for (Field<?> field : partitionFields()) {
            if (!PARTITION_TYPES.contains(field.type().sparkType())) {
                problems.add("partition field " + field.name() + " is a " + field.type()
                        + ", which names no folder: partition by a date, a whole number or a string");
            }
            if (zorderFields().contains(field)) {
                problems.add("z-order field " + field.name() + " is a partition field, in which every row of a file"
                        + " is equal: z-order by another field");
            }
            if (isKeyed() && !isImpliedByKey(field)) {
                problems.add("partition field " + field.name() + " is neither in the key nor derived from it, so a"
                        + " row could move between partitions: add it to the key or use derivedFrom(...)");
            }
        }
        for (Field<?> field : zorderFields()) {
            if (!(field.type().sparkType() instanceof AtomicType)) {
                problems.add("z-order field " + field.name() + " is a " + field.type() + ", which has no order:"
                        + " z-order by an atomic field");
            }
        }
        if (retention().isNegative()) {
            problems.add("retention " + retention() + " is negative: use 0 or more, 7 days unless there is a reason");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid table spec " + name() + ": " + String.join("; ", problems) + ".");
        }
    }

    private void requireKnown(String role, List<Field<?>> members, List<String> problems) {
        Set<Field<?>> seen = new HashSet<>();
        for (Field<?> field : members) {
            if (!fields().contains(field)) {
                problems.add(role + " field " + field.name() + " is not among the fields: add it with addFields(...)");
            }
            if (!seen.add(field)) {
                problems.add(role + " field " + field.name() + " is there twice: remove one");
            }
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a spec; {@link #build()} checks them. */
    final class Builder extends ImmutableTableSpec.Builder {

        Builder() {}

        /** The layer ({@code bronze}, {@code silver}, {@code gold}) and the table's own name. */
        public Builder name(String layer, String name) {
            return name(TableName.of(layer, name));
        }
    }
}
