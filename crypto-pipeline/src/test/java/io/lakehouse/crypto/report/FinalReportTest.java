package io.lakehouse.crypto.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FinalReportTest {

    private static final Field<LocalDate> DAY = Field.date("partition_date").required("UTC day");
    private static final Field<String> NAME = Field.string("name").optional("anything");
    private static final Field<BigDecimal> AMOUNT =
            Field.decimal("amount", 38, 18).optional("any amount");
    private static final List<Field<?>> FIELDS = List.of(DAY, NAME, AMOUNT);

    @TempDir
    private Path folder = Path.of("");

    private static RowValues row() {
        return RowValues.of(FIELDS).set(DAY, LocalDate.parse("2025-03-04"));
    }

    private String written(RowValues... rows) throws IOException {
        FinalReport.write(List.of(rows), FIELDS, folder);
        return Files.readString(folder.resolve(FinalReport.FILE_NAME));
    }

    @Test
    void hasAHeaderAndALineForEachDayWithCarriageReturns() throws IOException {
        assertThat(written(row().set(AMOUNT, new BigDecimal("-1.50")), row()))
                .isEqualTo("partition_date,name,amount\r\n2025-03-04,,-1.5\r\n2025-03-04,,\r\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            =HYPERLINK("http://x") | "'=HYPERLINK(""http://x"")"
            @SUM(A1)               | '@SUM(A1)
            -1+1                   | '-1+1
            +1                     | '+1
            a=b                    | a=b
            a,b                    | "a,b"
            """)
    void textIsNeverAFormula(String text, String cell) throws IOException {
        assertThat(written(row().set(NAME, text)).lines().toList().get(1)).isEqualTo("2025-03-04," + cell + ",");
    }

    @ParameterizedTest
    @CsvSource({"1e19, 10000000000000000000", "1e-18, 0.000000000000000001", "0E-18, 0"})
    void numbersHaveNoExponent(BigDecimal number, String cell) throws IOException {
        assertThat(written(row().set(AMOUNT, number))).endsWith("2025-03-04,," + cell + "\r\n");
    }
}
