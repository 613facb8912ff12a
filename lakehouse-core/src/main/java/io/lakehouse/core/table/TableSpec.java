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

    TableName name();

    /** All columns, in the table's order. */
    List<Field<?>> fields();

    /** The fields that identify a row; empty for a table without a key, which cannot be upserted into. */
    List<Field<?>> keyFields();

    /** The fields whose values name a row's folder; empty for an unpartitioned table. */
    List<Field<?>> partitionFields();

    /** The fields that rows are ordered by inside their partition, so that readers can skip files and row groups. */
    List<Field<?>> zorderFields();

    /**
     * The fields that the table format itself keeps rows together by (liquid clustering), at most 4, instead of
     * partition and z-order fields.
     */
    List<Field<?>> clusteringFields();

    /** What holds for every row; verbs refuse rows of which it does not hold. */
    List<QualityRule> qualityRules();

    /** Further properties of the table; readable by everyone who can read the table. */
    List<PropertyValue> properties();

    /**
     * Whether a row may change its partition: its key does not tell which one it is in. Costs every upsert its pruning
     * by partition. Default: false.
     */
    @Value.Default
    default boolean rowsMayMove() {
        return false;
    }

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

    /** The fields that rows are ordered by: the clustering fields, else the z-order fields; empty if by none. */
    default List<Field<?>> orderFields() {
        return clusteringFields().isEmpty() ? zorderFields() : clusteringFields();
    }

    default boolean isPartitioned() {
        return !partitionFields().isEmpty();
    }

    default boolean isKeyed() {
        return !keyFields().isEmpty();
    }

    /** Whether rows of one key always have the same value of this field: it is in the key or derived from it. */
    default boolean isImpliedByKey(Field<?> field) {
        return field.isImpliedBy(keyFields());
    }

    /** The names of the quarantine rules that a row violates, in the spec's order: an empty array for a fit row. */
    @Value.Lazy
    default Column quarantineReasons() {
        Column[] violated = qualityRules().stream()
                .filter(rule -> rule.severity() == QualityRule.Severity.QUARANTINE)
                .map(rule -> when(rule.isViolated(), lit(rule.name())))
                .toArray(Column[]::new);
        // Not array_compact, for which Spark generates no code: it would interpret all rules, row by row.
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
