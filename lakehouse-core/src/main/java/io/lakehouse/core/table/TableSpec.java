package io.lakehouse.core.table;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.LakehouseStyle;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.immutables.value.Value;

/**
 * The definition of a table as one readable constant: its name, fields, key and layout.
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

    TableName name();

    /** Where the table is. Default: in the warehouse that it is opened from, at {@code schema/name}. */
    Optional<TableLocation> location();

    /** All columns, in the table's order. */
    List<Field<?>> fields();

    /** The fields that identify a row; empty for a table without a key, which does not support upserts. */
    List<Field<?>> keyFields();

    /** The partition fields; empty for an unpartitioned table. */
    List<Field<?>> partitionFields();

    /** The fields that rows are z-ordered by within their partition, so that readers can skip files and row groups. */
    List<Field<?>> zorderFields();

    /** The fields of liquid clustering, at most 4, which replaces partitioning and z-ordering. */
    List<Field<?>> clusteringFields();

    /** The rules that every row must satisfy; verbs reject rows that violate one. */
    List<QualityRule> qualityRules();

    /** Further table properties, visible to everyone who can read the table. */
    List<PropertyValue> properties();

    /**
     * Whether a row may move to another partition, because its key does not determine its partition. This disables
     * partition pruning in upserts. Default: false.
     */
    @Value.Default
    default boolean rowsMayMove() {
        return false;
    }

    /**
     * Whether somebody else creates and alters the table. The verbs then never create it. Its layout, its retention and
     * its properties are as the owner set them, so they may be such as the SDK would not choose. Default: false.
     */
    @Value.Default
    default boolean adopted() {
        return false;
    }

    /**
     * What to do about columns that the table has and the spec does not, unless they may come by {@link #evolution}.
     * Default: {@link ExtraColumns#KEEP} for an {@linkplain #adopted adopted} table, {@link ExtraColumns#REFUSE} for
     * others.
     */
    @Value.Default
    default ExtraColumns extraColumns() {
        return adopted() ? ExtraColumns.KEEP : ExtraColumns.REFUSE;
    }

    /**
     * What verbs that evolve the table may change about its columns. Default: {@link
     * SchemaEvolution#ADD_AND_WIDEN_COLUMNS} for an {@linkplain #adopted adopted} table, {@link SchemaEvolution#NONE} for
     * others.
     */
    @Value.Default
    default SchemaEvolution evolution() {
        return adopted() ? SchemaEvolution.ADD_AND_WIDEN_COLUMNS : SchemaEvolution.NONE;
    }

    /** How long removed files are kept for time travel. Default: 7 days. */
    @Value.Default
    default Duration retention() {
        return Duration.ofDays(7);
    }

    /** The description of the table, stored with it. Default: empty. */
    @Value.Default
    default String comment() {
        return "";
    }

    /** The fields as a Spark schema. */
    @Value.Lazy
    default StructType schema() {
        return Fields.toStruct(fields());
    }

    /**
     * The fields that rows are ordered by: the clustering fields, else the z-order fields; empty if there are neither.
     */
    default List<Field<?>> orderFields() {
        return clusteringFields().isEmpty() ? zorderFields() : clusteringFields();
    }

    /**
     * The field of this name, in upper or lower case.
     *
     * @throws IllegalArgumentException if there is none
     */
    default Field<?> field(String name) {
        return Fields.find(fields(), name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "Unknown field " + name + " of " + name() + ": it has " + Fields.names(fields()) + "."));
    }

    /**
     * The field of this name, in upper or lower case, with the type of its values.
     *
     * @throws IllegalArgumentException if there is none, or if it has another type
     */
    @SuppressWarnings("unchecked") // the same Spark type has the same Java type
    default <T> Field<T> field(String name, FieldType<T> type) {
        Field<?> field = field(name);
        if (!DataType.equalsIgnoreNullability(field.type().sparkType(), type.sparkType())) {
            throw new IllegalArgumentException("Invalid type " + type + " for field " + name + " of " + name()
                    + ": it is a " + field.type() + ".");
        }
        return (Field<T>) field;
    }

    /** The spec as Java source: a class with a constant for each field and one for the table. */
    default String toJava() {
        return SpecSource.of(this);
    }

    /** Whether the table may have columns that the spec does not have. */
    default boolean allowsExtraColumns() {
        return extraColumns() == ExtraColumns.KEEP || (!adopted() && evolution() != SchemaEvolution.NONE);
    }

    default boolean isPartitioned() {
        return !partitionFields().isEmpty();
    }

    default boolean isKeyed() {
        return !keyFields().isEmpty();
    }

    /** Whether the key determines the value of this field: it is in the key or derived from it. */
    default boolean isImpliedByKey(Field<?> field) {
        return field.isImpliedBy(keyFields());
    }

    /** The names of the quarantine rules that a row violates, in the spec's order; an empty array for a valid row. */
    @Value.Lazy
    default Column quarantineReasons() {
        Column[] violated = qualityRules().stream()
                .filter(rule -> rule.severity() == QualityRule.Severity.QUARANTINE)
                .map(rule -> when(rule.isViolated(), lit(rule.name())))
                .toArray(Column[]::new);
        // Not array_compact: Spark generates no code for it and would interpret all rules row by row.
        DataType names = DataTypes.createArrayType(DataTypes.StringType);
        return array_except(array(violated).cast(names), array(lit(null)).cast(names));
    }

    /** Reports all violations in one message. */
    @Value.Check
    default void check() {
        List<String> problems = TableSpecChecks.problems(this);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "Invalid table spec " + name() + ": " + String.join("; ", problems) + ".");
        }
    }

    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of a spec; {@link #build()} checks them. */
    final class Builder extends ImmutableTableSpec.Builder {

        Builder() {}

        /** The schema, for example a layer ({@code bronze}, {@code silver}, {@code gold}), and the table's own name. */
        public Builder name(String schema, String name) {
            return name(TableName.of(schema, name));
        }

        /** The location of the table, as a URI or as a path, which may be relative to the working directory. */
        public Builder at(String location) {
            return location(TableLocation.of(location));
        }
    }
}
