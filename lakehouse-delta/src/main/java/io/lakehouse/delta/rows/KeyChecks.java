package io.lakehouse.delta.rows;

import static org.apache.spark.sql.functions.coalesce;
import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat_ws;
import static org.apache.spark.sql.functions.count;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.min;
import static org.apache.spark.sql.functions.sum;

import io.lakehouse.core.error.InvalidKeyException;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.Conditions;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.types.DataTypes;

/** Finds keys that are NULL or that several rows share. */
public final class KeyChecks {

    private static final String ROWS = "__lakehouse_rows";

    private KeyChecks() {}

    /** The keys that several rows share, if there are any. */
    public static Optional<SharedKeys> shared(Dataset<Row> rows, TableSpec spec) {
        Row shared = rows.groupBy(Fields.columns(spec.keyFields()))
                .agg(count(lit(1)).as(ROWS))
                .filter(col(ROWS).gt(1))
                .agg(count(lit(1)), sum(col(ROWS)), min(keyText(spec)))
                .first();
        return shared.getLong(0) == 0
                ? Optional.empty()
                : Optional.of(new SharedKeys(shared.getLong(0), shared.getLong(1), "(" + shared.getString(2) + ")"));
    }

    /**
     * The exception for rows that share a key, if any do.
     *
     * @param remedy what the caller can do besides removing them; may be empty
     */
    public static Optional<InvalidKeyException> duplicates(
            String verb, Dataset<Row> rows, TableSpec spec, String remedy) {
        return shared(rows, spec)
                .map(shared ->
                        RowErrors.duplicateKeys(verb, spec, shared.rows(), shared.keys(), shared.example(), remedy));
    }

    public static Column hasNullKey(TableSpec spec) {
        return Conditions.any(
                spec.keyFields().stream().map(field -> field.col().isNull()).toList());
    }

    /** The smallest key with a NULL, as an example. */
    public static String nullKey(Dataset<Row> rows, TableSpec spec) {
        return "("
                + rows.filter(hasNullKey(spec)).agg(min(keyText(spec))).first().getString(0) + ")";
    }

    private static Column keyText(TableSpec spec) {
        return concat_ws(
                ", ",
                spec.keyFields().stream()
                        .map(field -> coalesce(field.col().cast(DataTypes.StringType), lit("NULL")))
                        .toArray(Column[]::new));
    }
}
