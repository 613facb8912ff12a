package io.lakehouse.crypto.report;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.gold.GoldTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/** {@code Final_Report.csv}: the market's figures, one line a day over all history, RFC 4180. */
public final class FinalReport {

    public static final String FILE_NAME = "Final_Report.csv";

    private FinalReport() {}

    /**
     * Writes the report atomically: readers see the old file or the new one.
     *
     * @return the rows written
     */
    public static long write(Dataset<Row> days, TableSpec spec, Path folder) {
        Path report = folder.resolve(FILE_NAME);
        List<Row> ordered = days.select(Fields.columns(spec.fields()))
                .orderBy(GoldTable.PARTITION_DATE.col())
                .collectAsList();
        AtomicFile.write(report, unfinished -> print(ordered, spec.fields(), unfinished));
        return ordered.size();
    }

    private static void print(List<Row> rows, List<Field<?>> fields, Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader(Fields.names(fields).toArray(String[]::new))
                .get();
        try (BufferedWriter writer = Files.newBufferedWriter(file);
                CSVPrinter printer = new CSVPrinter(writer, format)) {
            for (Row row : rows) {
                List<Object> values = new ArrayList<>();
                for (int column = 0; column < row.size(); column++) {
                    values.add(row.isNullAt(column) ? "" : plain(row.get(column)));
                }
                printer.printRecord(values);
            }
        }
    }

    private static String plain(Object value) {
        return value instanceof BigDecimal number ? number.stripTrailingZeros().toPlainString() : value.toString();
    }
}
