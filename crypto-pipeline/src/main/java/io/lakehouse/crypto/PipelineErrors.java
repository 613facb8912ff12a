package io.lakehouse.crypto;

import io.lakehouse.core.result.UpsertResult;
import io.lakehouse.core.table.TableName;
import io.lakehouse.crypto.stage.Refusals;
import java.util.Locale;

/** The error messages of the stages. */
final class PipelineErrors {

    private PipelineErrors() {}

    static RefusedDataException tooManyRefused(String batch, Refusals refusals, double maxPercent) {
        return new RefusedDataException(String.format(
                Locale.ROOT,
                "Cannot load batch %s: %,d of its %,d records (%.2f %%) break a rule (%s), more than the limit of"
                        + " %s %%. No table was changed. Check the source, or raise the limit.",
                batch,
                refusals.refused(),
                refusals.rows(),
                refusals.percent(),
                Refusals.describe(refusals.byRule()),
                maxPercent));
    }

    static CurrencyMismatchException otherCurrency(TableName table, String held, String given) {
        return new CurrencyMismatchException("Cannot load prices in " + given + ": " + table + " holds prices in "
                + held + ", and rows do not record their currency. Use a separate warehouse for each currency.");
    }

    static UnaccountedRowsException unaccounted(TableName source, long rowsIn, UpsertResult silver, long refused) {
        return new UnaccountedRowsException(String.format(
                Locale.ROOT,
                "Cannot account for all %,d rows of %s: %,d were inserted, %,d updated, %,d unchanged, %,d"
                        + " duplicate and"
                        + " %,d refused. No row of %s is lost; please report this as a bug.",
                rowsIn,
                source,
                silver.rowsInserted(),
                silver.rowsUpdated(),
                silver.rowsUnchanged(),
                silver.rowsSuperseded(),
                refused,
                source));
    }
}
