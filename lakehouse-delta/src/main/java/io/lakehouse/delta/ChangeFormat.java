package io.lakehouse.delta;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowFilter;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.merge.ChangeMessages;
import io.lakehouse.delta.merge.ChangeSettings;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The format of the messages of a change feed: how JSON text becomes rows for a table, and which of them delete.
 *
 * <pre>{@code
 * ChangeFormat debezium = ChangeFormat.debezium().with(LSN, "source.lsn");
 * customers.upsert()
 *     .latestBy(LSN)
 *     .deletingWhere(ChangeFormat.DELETES)
 *     .casting()
 *     .stream(debezium.rows(kafka.selectExpr("string(value) value"), CUSTOMERS))
 *     .checkpoint(folder)
 *     .start();
 * }</pre>
 *
 * <p>Values have the JSON types of the table's columns: numbers, text, booleans; instants as ISO text or, with
 * {@link #instantsIn}, as a number since 1970, days as ISO text or as a number of days. Immutable: each setting returns
 * a new instance.
 */
public final class ChangeFormat {

    /** What a row does: {@code d} deletes the row of its key, {@code u} inserts or updates it. */
    public static final Field<String> OPERATION = Field.string("__operation");

    /** The rows that delete. */
    public static final RowFilter DELETES = OPERATION.is("d");

    private static final List<ChronoUnit> UNITS = List.of(ChronoUnit.MICROS, ChronoUnit.MILLIS, ChronoUnit.SECONDS);

    private final ChangeSettings settings;

    private ChangeFormat(ChangeSettings settings) {
        this.settings = settings;
    }

    private static ChangeFormat of(ChangeSettings.Kind kind, String operation, List<String> deleting) {
        return new ChangeFormat(ChangeSettings.builder()
                .kind(kind)
                .operation(operation)
                .deleting(deleting)
                .build());
    }

    private ChangeFormat with(UnaryOperator<ChangeSettings.Builder> change) {
        return new ChangeFormat(
                change.apply(ChangeSettings.builder().from(settings)).build());
    }

    /**
     * The envelope of Debezium: {@code op}, {@code before}, {@code after} and {@code source}, at the top or in
     * {@code payload}. Messages without a value, which follow a delete for Kafka's compaction, and logical decoding
     * messages ({@code op} m) are dropped. A truncate is an error.
     *
     * @see <a href="https://debezium.io/documentation/reference/stable/connectors/postgresql.html">Change events</a>
     */
    public static ChangeFormat debezium() {
        return of(ChangeSettings.Kind.DEBEZIUM, "op", List.of("d"));
    }

    /**
     * The JSON messages of AWS Database Migration Service: {@code data} and {@code metadata} with the {@code operation}.
     * Control messages, such as {@code create-table}, are dropped. A truncate is an error.
     *
     * @see <a href="https://docs.aws.amazon.com/dms/latest/userguide/CHAP_Target.Kafka.html">Kafka as a target</a>
     */
    public static ChangeFormat dms() {
        return of(ChangeSettings.Kind.DMS, "metadata.operation", List.of("delete"));
    }

    /**
     * JSON objects with the columns of the table and one more that says what the event does.
     *
     * @param column the name of that column
     * @param deleting its values in events that delete, such as {@code D}
     */
    public static ChangeFormat operationIn(String column, String... deleting) {
        return of(ChangeSettings.Kind.COLUMNS, column, List.of(deleting));
    }

    /**
     * Fills a field of the table from another place of the message than its row, such as {@code source.lsn}.
     *
     * @param path names, separated by dots
     */
    public ChangeFormat with(Field<?> field, String path) {
        return with(settings -> settings.putPaths(field, path));
    }

    /**
     * The unit of instants that are numbers, such as {@link ChronoUnit#MILLIS} for Debezium's
     * {@code time.precision.mode=connect}. Without it, such a number is an error.
     *
     * @throws IllegalArgumentException if the unit is neither microseconds nor milliseconds nor seconds
     */
    public ChangeFormat instantsIn(ChronoUnit unit) {
        if (!UNITS.contains(unit)) {
            throw new IllegalArgumentException("Invalid unit " + unit + " of instants: one of " + UNITS + ".");
        }
        return with(settings -> settings.unit(unit));
    }

    /** Drops the messages that say that the source table was truncated, instead of failing. */
    public ChangeFormat ignoringTruncates() {
        return with(settings -> settings.ignoresTruncates(true));
    }

    /** Drops columns of the messages that the table does not have, instead of failing. */
    public ChangeFormat ignoringOtherColumns() {
        return with(settings -> settings.ignoresOthers(true));
    }

    /**
     * Reads messages, of a batch or of a stream. Numbers become decimals and instants become text, so that
     * {@code casting()} of the verb converts them exactly or not at all. A message of another form fails the query that
     * reads it.
     *
     * @param messages rows whose first column is the message, as text or bytes; NULL is no message
     * @param spec the table for which to read them
     * @return the fields of the spec, except derived ones, and {@link #OPERATION}
     */
    public Dataset<Row> rows(Dataset<Row> messages, TableSpec spec) {
        return new ChangeMessages(settings, OPERATION).rows(messages, spec);
    }
}
