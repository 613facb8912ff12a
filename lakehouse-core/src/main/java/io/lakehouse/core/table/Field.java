package io.lakehouse.core.table;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.MetadataBuilder;
import org.apache.spark.sql.types.StructField;
import org.jspecify.annotations.Nullable;

/**
 * One column of a table, and the only place where its name is written. A field is a constant next to its table's spec
 * and provides Spark columns ({@link #col()}), filters ({@link #in}) and typed values ({@link RowValues#set}).
 *
 * <pre>{@code
 * static final Field<String> ID = Field.string("id").required("CoinGecko id");
 * static final Field<Instant> LAST_UPDATED = Field.timestamp("last_updated").required("UTC");
 * static final Field<LocalDate> PARTITION_DATE =
 *     Field.date("partition_date").derivedFrom(LAST_UPDATED, functions::to_date);
 * }</pre>
 *
 * <p>By default a field is optional (nullable) and has no comment.
 *
 * @param <T> the Java type of its values
 */
public final class Field<T> {

    private final String name;
    private final FieldType<T> type;
    private final boolean required;
    private final String comment;
    private final Optional<Derivation> derivation;

    /** How a derived field is computed: from one other field, by one deterministic expression. */
    record Derivation(Field<?> source, UnaryOperator<Column> expression) {}

    private Field(String name, FieldType<T> type, boolean required, String comment, Optional<Derivation> derivation) {
        this.name = Identifiers.requireColumn(name);
        this.type = type;
        this.required = required;
        this.comment = comment;
        this.derivation = derivation;
    }

    /** A field of any type, for types without a factory method of their own. */
    public static <T> Field<T> of(String name, FieldType<T> type) {
        return new Field<>(name, type, false, "", Optional.empty());
    }

    /** The field of a column: its name, type, nullability and comment. */
    public static Field<?> from(StructField column) {
        String comment = column.getComment().getOrElse(() -> "");
        Field<?> field = of(column.name(), FieldType.from(column.dataType()));
        return column.nullable() ? field.optional(comment) : field.required(comment);
    }

    public static Field<String> string(String name) {
        return of(name, FieldType.STRING);
    }

    public static Field<Boolean> bool(String name) {
        return of(name, FieldType.BOOLEAN);
    }

    /** A 32-bit integer. */
    public static Field<Integer> integer(String name) {
        return of(name, FieldType.INTEGER);
    }

    /** A 64-bit integer. */
    public static Field<Long> bigint(String name) {
        return of(name, FieldType.LONG);
    }

    public static Field<Double> float64(String name) {
        return of(name, FieldType.DOUBLE);
    }

    /** An exact decimal of at most 38 digits, {@code scale} of them after the decimal point. */
    public static Field<BigDecimal> decimal(String name, int precision, int scale) {
        return of(name, FieldType.decimal(precision, scale));
    }

    public static Field<LocalDate> date(String name) {
        return of(name, FieldType.DATE);
    }

    /** An instant with microsecond precision, years 1 to 9999, displayed in UTC. */
    public static Field<Instant> timestamp(String name) {
        return of(name, FieldType.TIMESTAMP);
    }

    /** A list whose elements may be null. */
    public static <E> Field<List<@Nullable E>> array(String name, FieldType<E> element) {
        return of(name, FieldType.array(element));
    }

    /** A map whose values may be null. */
    public static <K, V> Field<Map<K, @Nullable V>> map(String name, FieldType<K> key, FieldType<V> value) {
        return of(name, FieldType.map(key, value));
    }

    /** A nested record. */
    public static Field<RowValues> struct(String name, Field<?>... fields) {
        return of(name, FieldType.struct(List.of(fields)));
    }

    /** The same field, not nullable. */
    public Field<T> required(String comment) {
        return new Field<>(name, type, true, comment, derivation);
    }

    /** The same field, nullable. */
    public Field<T> optional(String comment) {
        return new Field<>(name, type, false, comment, derivation);
    }

    /**
     * The same field, computed from another field by a deterministic expression. Verbs compute it, so the rows to write
     * need not contain it. A key that contains {@code source} determines it, so upserts can prune by it. It is required
     * if its source is, unless {@link #optional} is called afterwards.
     */
    public Field<T> derivedFrom(Field<?> source, UnaryOperator<Column> expression) {
        return new Field<>(
                name,
                type,
                required || source.required,
                comment.isEmpty() ? "derived from " + source.name : comment,
                Optional.of(new Derivation(source, expression)));
    }

    public String name() {
        return name;
    }

    public FieldType<T> type() {
        return type;
    }

    public boolean isRequired() {
        return required;
    }

    /** The meaning of the field, stored in the table; empty if unset. */
    public String comment() {
        return comment;
    }

    /** Whether a column of this name is this field's. Upper and lower case are the same, as they are in Delta tables. */
    public boolean isNamed(String column) {
        return name.equalsIgnoreCase(column);
    }

    /** The field this one is computed from, if it is derived. */
    public Optional<Field<?>> derivedFrom() {
        return derivation.map(Derivation::source);
    }

    /** Whether these fields determine this one: it is one of them, or derived from one of them. */
    public boolean isImpliedBy(Collection<? extends Field<?>> fields) {
        return fields.contains(this)
                || derivedFrom().map(source -> source.isImpliedBy(fields)).orElse(false);
    }

    /** The expression over {@link #derivedFrom()} that computes this field, if it is derived. */
    public Optional<Column> derivation() {
        return derivation.map(how -> how.expression().apply(how.source().col()));
    }

    /** The column of this name. */
    public Column col() {
        return Fields.column(name);
    }

    /** The column of this name in a dataset with this alias. */
    public Column of(String alias) {
        return functions.col(alias + "." + Identifiers.quoted(name));
    }

    /** Rows in which this field equals the value. */
    public RowFilter is(T value) {
        return in(List.of(value));
    }

    /** Rows in which this field equals one of the values; none for an empty collection. */
    public RowFilter in(Collection<T> values) {
        return RowFilter.in(this, values);
    }

    /** Rows in which this field is greater than or equal to the value. */
    public RowFilter atLeast(T value) {
        return RowFilter.atLeast(this, value);
    }

    /** Rows in which this field is less than the value. */
    public RowFilter lessThan(T value) {
        return RowFilter.lessThan(this, value);
    }

    /** The column as defined in the table's schema. */
    public StructField toStructField() {
        MetadataBuilder metadata = new MetadataBuilder();
        if (!comment.isEmpty()) {
            metadata.putString("comment", comment);
        }
        return new StructField(name, type.sparkType(), !required, metadata.build());
    }

    @Override
    public String toString() {
        return name + " " + type + (required ? " not null" : "");
    }
}
