package io.lakehouse.crypto.report;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.RowValues;
import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/**
 * {@code Final_Report.csv}: the figures of the market, one line per day over the whole history, as specified by RFC
 * 4180.
 */
public final class FinalReport {

    public static final String FILE_NAME = "Final_Report.csv";

    /** The characters that a spreadsheet takes as the start of a formula. */
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private FinalReport() {}

    /**
     * Writes the report atomically: readers see either the old file or the new one.
     *
     * @param days rows with these fields, in the order to write them
     */
    public static void write(List<RowValues> days, List<Field<?>> fields, Path folder) {
        AtomicFile.write(folder.resolve(FILE_NAME), unfinished -> print(days, fields, unfinished));
    }

    private static void print(List<RowValues> rows, List<Field<?>> fields, Path file) throws IOException {
        CSVFormat format = CSVFormat.RFC4180
                .builder()
                .setHeader(Fields.names(fields).toArray(String[]::new))
                .get();
        try (BufferedWriter writer = Files.newBufferedWriter(file);
                CSVPrinter printer = new CSVPrinter(writer, format)) {
            for (RowValues row : rows) {
                printer.printRecord(fields.stream()
                        .map(field -> row.get(field).map(FinalReport::plain).orElse(""))
                        .toList());
            }
        }
    }

    /**
     * Formats a value: numbers without an exponent, and an apostrophe before text that a spreadsheet would run as a
     * formula.
     */
    private static String plain(Object value) {
        if (value instanceof BigDecimal number) {
            return number.stripTrailingZeros().toPlainString();
        }
        boolean isFormula =
                value instanceof String text && !text.isEmpty() && FORMULA_STARTS.indexOf(text.charAt(0)) >= 0;
        return (isFormula ? "'" : "") + value;
    }
}
