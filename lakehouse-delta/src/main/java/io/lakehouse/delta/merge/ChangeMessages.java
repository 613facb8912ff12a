package io.lakehouse.delta.merge;

import static org.apache.spark.sql.functions.array;
import static org.apache.spark.sql.functions.array_except;
import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.date_from_unix_date;
import static org.apache.spark.sql.functions.floor;
import static org.apache.spark.sql.functions.format_string;
import static org.apache.spark.sql.functions.from_json;
import static org.apache.spark.sql.functions.get_json_object;
import static org.apache.spark.sql.functions.json_object_keys;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.not;
import static org.apache.spark.sql.functions.pmod;
import static org.apache.spark.sql.functions.raise_error;
import static org.apache.spark.sql.functions.size;
import static org.apache.spark.sql.functions.when;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.merge.ChangeSettings.Kind;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

/**
 * Reads the JSON messages of a change feed as rows for a table.
 *
 * @param operation the field that says what a row does
 */
public record ChangeMessages(ChangeSettings settings, Field<String> operation) {

    private static final String MESSAGE = "__message";
    private static final String PARSED = "__parsed";
    private static final String ROW = "__row";
    /** The message, if it cannot be parsed. */
    private static final String CORRUPT = "__corrupt";

    private static final String PAYLOAD = "payload";
    private static final String RECORD_TYPE = "metadata.record-type";
    private static final long MICROS_OF_A_DAY = 86_400_000_000L;
    private static final Set<DataType> INTEGERS =
            Set.of(DataTypes.ByteType, DataTypes.ShortType, DataTypes.IntegerType, DataTypes.LongType);

    /**
     * The rows of messages, which are in the first column: the fields of the spec, except derived ones, and the
     * operation, {@code d} for a delete and {@code u} for any other.
     */
    public Dataset<Row> rows(Dataset<Row> messages, TableSpec spec) {
        List<Field<?>> fields = spec.fields().stream()
                .filter(field -> field.derivedFrom().isEmpty())
                .toList();
        Dataset<Row> parsed = messages.select(Fields.column(messages.columns()[0])
                        .cast(DataTypes.StringType)
                        .as(MESSAGE))
                .filter(col(MESSAGE).isNotNull())
                .withColumn(
                        PARSED, from_json(col(MESSAGE), schema(fields), Map.of("columnNameOfCorruptRecord", CORRUPT)))
                .filter(failing(
                        col(PARSED).getField(CORRUPT).isNotNull(),
                        "it is no JSON of this table: ",
                        "Compare its types with the spec."));
        Column text = part(settings.operation());
        Dataset<Row> events = parsed.withColumn(operation.name(), text)
                .filter(isEvent(text))
                .filter(failing(
                        text.isNull(),
                        "there is no " + settings.operation() + " in the message ",
                        "Use the format that the feed has."))
                .filter(failing(
                        text.isin(truncates()),
                        "the source table was truncated: ",
                        "Delete the rows, or use ignoringTruncates()."));
        Column isDelete = col(operation.name()).isin(settings.deleting().toArray());
        events = events.withColumn(ROW, row(isDelete))
                .filter(failing(
                        col(ROW).isNull(),
                        "there is no row in ",
                        "Have the feed send rows before and after a change."));
        if (!settings.ignoresOthers()) {
            events = events.filter(failing(
                    size(others(fields, isDelete)).gt(0),
                    "the table " + spec.name() + " lacks a column of the message ",
                    "Add it, or use ignoringOtherColumns()."));
        }
        List<Column> columns = new ArrayList<>();
        for (Field<?> field : fields) {
            String path = settings.paths().get(field);
            Column value = path == null ? col(ROW).getField(field.name()) : part(path);
            columns.add(converted(value, field.type().sparkType()).as(field.name()));
        }
        columns.add(when(isDelete, lit("d")).otherwise(lit("u")).as(operation.name()));
        return events.select(columns.toArray(Column[]::new));
    }

    private Column isEvent(Column text) {
        Column isControl = switch (settings.kind()) {
            case DEBEZIUM -> text.equalTo("m");
            case DMS -> part(RECORD_TYPE).equalTo("control").and(not(text.isin(truncates())));
            case COLUMNS -> lit(false);
        };
        Column isDropped = settings.ignoresTruncates() ? isControl.or(text.isin(truncates())) : isControl;
        return not(coalesce(isDropped, lit(false)));
    }

    private Object[] truncates() {
        return switch (settings.kind()) {
            case DEBEZIUM -> new Object[] {"t"};
            case DMS -> new Object[] {"truncate-table"};
            case COLUMNS -> new Object[0];
        };
    }

    private static Column failing(Column isBad, String reason, String remedy) {
        Column failure = raise_error(concat(lit("Cannot read a change: " + reason), col(MESSAGE), lit(". " + remedy)))
                .cast(DataTypes.BooleanType);
        return when(coalesce(isBad, lit(false)), failure).otherwise(lit(true));
    }

    /** A part of the message. Debezium's messages can be wrapped in {@code payload}, together with a schema. */
    private Column part(String path) {
        Column top = col(PARSED);
        Column wrapped = col(PARSED);
        if (settings.kind() == Kind.DEBEZIUM) {
            wrapped = wrapped.getField(PAYLOAD);
        }
        for (String name : path.split("\\.", -1)) {
            top = top.getField(name);
            wrapped = wrapped.getField(name);
        }
        return settings.kind() == Kind.DEBEZIUM ? coalesce(wrapped, top) : top;
    }

    private Column row(Column isDelete) {
        return switch (settings.kind()) {
            case DEBEZIUM -> when(isDelete, part("before")).otherwise(part("after"));
            case DMS -> part("data");
            case COLUMNS -> col(PARSED);
        };
    }

    /** The names in a row that are not those of the fields. */
    private Column others(List<Field<?>> fields, Column isDelete) {
        Column row = switch (settings.kind()) {
            case DEBEZIUM -> {
                String side = "$.%s";
                Column after = coalesce(json("$.payload.after"), json(String.format(side, "after")));
                Column before = coalesce(json("$.payload.before"), json(String.format(side, "before")));
                yield when(isDelete, before).otherwise(after);
            }
            case DMS -> json("$.data");
            case COLUMNS -> col(MESSAGE);
        };
        List<Column> known = new ArrayList<>();
        fields.forEach(field -> known.add(lit(field.name())));
        if (settings.kind() == Kind.COLUMNS) {
            known.add(lit(settings.operation()));
        }
        return array_except(json_object_keys(row), array(known.toArray(Column[]::new)));
    }

    private static Column json(String path) {
        return get_json_object(col(MESSAGE), path);
    }

    private StructType schema(List<Field<?>> fields) {
        StructType row = new StructType();
        for (Field<?> field : fields) {
            if (!settings.paths().containsKey(field)) {
                row = row.add(field.name(), parsedType(field.type().sparkType()));
            }
        }
        StructType body = settings.kind() == Kind.COLUMNS ? row : new StructType();
        body = with(body, settings.operation(), DataTypes.StringType);
        if (settings.kind() == Kind.DEBEZIUM) {
            body = body.add("before", row).add("after", row);
        } else if (settings.kind() == Kind.DMS) {
            body = with(body.add("data", row), RECORD_TYPE, DataTypes.StringType);
        }
        for (Map.Entry<Field<?>, String> path : settings.paths().entrySet()) {
            body = with(body, path.getValue(), parsedType(path.getKey().type().sparkType()));
        }
        return (settings.kind() == Kind.DEBEZIUM ? body.add(PAYLOAD, body) : body).add(CORRUPT, DataTypes.StringType);
    }

    /** A struct with one more field at a path. */
    private static StructType with(StructType struct, String path, DataType type) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return List.of(struct.fieldNames()).contains(path) ? struct : struct.add(path, type);
        }
        String name = path.substring(0, dot);
        StructType rest = new StructType();
        StructType others = new StructType();
        for (StructField field : struct.fields()) {
            if (field.name().equals(name)) {
                rest = (StructType) field.dataType();
            } else {
                others = others.add(field);
            }
        }
        return others.add(name, with(rest, path.substring(dot + 1), type));
    }

    /** A type that holds every value in JSON as it is, so that only the verb's exact cast can refuse one. */
    private static DataType parsedType(DataType type) {
        if (type instanceof DecimalType decimal) {
            int integers = decimal.precision() - decimal.scale();
            return DataTypes.createDecimalType(DecimalType.MAX_PRECISION(), DecimalType.MAX_PRECISION() - integers);
        } else if (INTEGERS.contains(type)) {
            return DataTypes.createDecimalType(DecimalType.MAX_PRECISION(), 18);
        }
        return isTime(type) ? DataTypes.StringType : type;
    }

    private static boolean isTime(DataType type) {
        return type.equals(DataTypes.TimestampType) || type.equals(DataTypes.DateType);
    }

    /** Numbers as text that a cast reads exactly. */
    private Column converted(Column value, DataType type) {
        if (!isTime(type)) {
            return value;
        }
        Column number = value.cast(DataTypes.LongType);
        Column text = type.equals(DataTypes.DateType)
                ? dayText(number)
                : settings.unit()
                        .map(each -> instantText(number.multiply(lit(microsOf(each)))))
                        .orElseGet(() -> raise_error(concat(
                                        lit("Cannot read a change: the number of an instant has no unit, see"
                                                + " instantsIn(...): "),
                                        value))
                                .cast(DataTypes.StringType));
        return when(value.rlike("^-?[0-9]+$"), text).otherwise(value);
    }

    private static long microsOf(ChronoUnit unit) {
        return unit.getDuration().dividedBy(ChronoUnit.MICROS.getDuration());
    }

    private static Column dayText(Column days) {
        return date_from_unix_date(days.cast(DataTypes.IntegerType)).cast(DataTypes.StringType);
    }

    /** In UTC, whatever the session's zone is. */
    private static Column instantText(Column micros) {
        Column ofDay = pmod(micros, lit(MICROS_OF_A_DAY));
        Column seconds = floor(ofDay.divide(lit(1_000_000)));
        return concat(
                dayText(floor(micros.minus(ofDay).divide(lit(MICROS_OF_A_DAY)))),
                format_string(
                        "T%02d:%02d:%02d.%06dZ",
                        floor(seconds.divide(lit(3600))),
                        pmod(floor(seconds.divide(lit(60))), lit(60)),
                        pmod(seconds, lit(60)),
                        pmod(ofDay, lit(1_000_000))));
    }
}
