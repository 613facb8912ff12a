package io.lakehouse.core.table;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.LakehouseStyle;
import java.time.Duration;
import java.util.List;
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

        /** The layer ({@code bronze}, {@code silver}, {@code gold}) and the table's own name. */
        public Builder name(String layer, String name) {
            return name(TableName.of(layer, name));
        }
    }
}
