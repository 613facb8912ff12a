package io.lakehouse.core.table;

import java.util.Arrays;
import java.util.List;
import org.apache.spark.api.java.function.Function;
import org.apache.spark.sql.catalyst.CatalystTypeConverters;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.types.StructType;
import org.jspecify.annotations.Nullable;
import scala.Function1;

/** Converts rows to Catalyst's internal rows on an executor. Each task has its own instance. */
final class RowConversion implements Function<RowValues, InternalRow> {

    private static final long serialVersionUID = 1L;

    private final StructType schema;
    private transient @Nullable Function1<Object, Object> toCatalyst;
    private transient @Nullable List<Field<?>> known;

    RowConversion(StructType schema) {
        this.schema = schema;
    }

    @Override
    public InternalRow call(RowValues row) {
        // Fields are equal by identity, which serialization does not preserve, so the schema is compared instead: once,
        // because rows share one list of fields.
        if (row.fields() != known) {
            if (!Fields.toStruct(row.fields()).equals(schema)) {
                throw RowValues.invalid("its fields are " + Fields.names(row.fields()) + ", not "
                        + Arrays.toString(schema.fieldNames()));
            }
            known = row.fields();
        }
        row.misfit(row.fields()).ifPresent(reason -> {
            throw RowValues.invalid(reason);
        });
        Function1<Object, Object> conversion = toCatalyst;
        if (conversion == null) {
            conversion = CatalystTypeConverters.createToCatalystConverter(schema);
            toCatalyst = conversion;
        }
        return (InternalRow) conversion.apply(row.toRow());
    }
}
