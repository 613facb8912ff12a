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
                "Cannot take batch %s: %,d of its %,d records (%.2f %%) break a rule (%s), and at most %s %% may."
                        + " No table has changed. Look at the source, or allow more.",
                batch,
                refusals.refused(),
                refusals.rows(),
                refusals.percent(),
                Refusals.describe(refusals.byRule()),
                maxPercent));
    }

    static CurrencyMismatchException otherCurrency(TableName table, String held, String given) {
        return new CurrencyMismatchException("Cannot take prices in " + given + ": " + table + " holds prices in "
                + held + ", and no row says what its price is in. Use another warehouse for another currency.");
    }

    static UnaccountedRowsException unaccounted(TableName source, long rowsIn, UpsertResult silver, long refused) {
        return new UnaccountedRowsException(String.format(
                Locale.ROOT,
                "Cannot account for all %,d rows of %s: %,d were inserted, %,d updated, %,d unchanged, %,d duplicate and"
                        + " %,d refused. Nothing is lost from %s; please report this.",
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
