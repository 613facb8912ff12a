package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.RowValues;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.market.MarketFields;
import io.lakehouse.crypto.silver.QuarantinedPrices;
import io.lakehouse.crypto.silver.SilverPrices;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every record of poison-records.txt in one payload, each in its expected place: none lost, none rounded. */
class PoisonIT {

    private static final Map<String, String> GOOD = Map.of(
            "id", "\"coin-%d\"",
            "symbol", "\"coin\"",
            "name", "\"Coin\"",
            "current_price", "1",
            "last_updated", "\"2025-03-04T10:00:00Z\"");

    @TempDir
    private Path folder = Path.of("");

    private record Case(int number, String record, String place) {

        String mark() {
            return PoisonIT.mark(number);
        }
    }

    private static String mark(int number) {
        return String.format("case %03d", number);
    }

    @Test
    void everyRecordEndsInItsPlace() throws IOException {
        List<Case> cases = cases();
        Files.writeString(
                folder.resolve("poison.json"),
                cases.stream().map(Case::record).collect(Collectors.joining(",\n", "[", "]")));

        CommandLineRun run = CommandLineRun.of(
                "run",
                "--source",
                "replay",
                "--input",
                folder.resolve("poison.json").toString(),
                "--warehouse",
                warehouse().toString(),
                "--report",
                folder.toString(),
                "--json");

        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode silver = run.stage("silver");
        assertThat(places(cases)).containsExactlyElementsOf(expected(cases));
        assertThat(silver.get("rows_in").intValue()).isEqualTo(cases.size()).isGreaterThan(90);
        assertThat(silver.get("rows_out").intValue()).isEqualTo(count(cases, "silver"));
        assertThat(silver.get("rows_refused").intValue()).isEqualTo(count(cases, "quarantine"));
        assertThat(silver.get("rows_duplicate").intValue()).isEqualTo(count(cases, "duplicate"));
        assertThat(silver.get("refusals").get("last_updated_is_plausible").intValue())
                .isEqualTo(4);
        assertThat(Files.readString(folder.resolve("report.html"))).doesNotContain("<script>alert");
    }

    private static long count(List<Case> cases, String place) {
        return cases.stream().filter(each -> each.place().startsWith(place)).count();
    }

    private static List<String> expected(List<Case> cases) {
        return cases.stream().map(each -> each.record() + " -> " + each.place()).toList();
    }

    /** Where each record is now. */
    private List<String> places(List<Case> cases) {
        try (Lakehouse lake = Lakehouse.open(SessionSpec.fromEnvironment("test").local(), Warehouse.at(warehouse()))) {
            List<RowValues> accepted = rows(lake, SilverPrices.SPEC);
            List<RowValues> refused = rows(lake, QuarantinedPrices.SPEC);
            List<String> places = new ArrayList<>();
            for (Case each : cases) {
                List<String> found = new ArrayList<>();
                accepted.stream()
                        .filter(row -> row.get(MarketFields.IMAGE).orElse("").equals(each.mark()))
                        .map(row -> "silver " + shown(row, each.place()))
                        .forEach(found::add);
                refused.stream()
                        .filter(row ->
                                isOf(each, row.get(QuarantinedPrices.RECORD).orElseThrow()))
                        .map(row -> "quarantine "
                                + String.join(
                                        ", ", row.get(QuarantinedPrices.REASONS).orElseThrow()))
                        .forEach(found::add);
                places.add(each.record() + " -> " + (found.isEmpty() ? "duplicate" : String.join(" and ", found)));
            }
            return places;
        }
    }

    private static boolean isOf(Case each, String record) {
        return record.contains("\"" + each.mark() + "\"") || record.equals(each.record());
    }

    private static List<RowValues> rows(Lakehouse lake, TableSpec spec) {
        return RowValues.collect(lake.existingTable(spec).read(), spec.fields());
    }

    /** The field that the expectation is about, as it is in the row. */
    private static String shown(RowValues row, String place) {
        String name =
                place.startsWith("silver ") ? place.substring("silver ".length(), place.indexOf('=')) : "current_price";
        Field<?> field = SilverPrices.SPEC.fields().stream()
                .filter(candidate -> candidate.name().equals(name))
                .findFirst()
                .orElseThrow();
        return name + "="
                + row.get(field)
                        .map(value -> value instanceof BigDecimal number
                                ? number.stripTrailingZeros().toPlainString()
                                : value.toString())
                        .orElse("NULL");
    }

    private static List<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(PoisonIT.class.getResourceAsStream("/poison-records.txt"))) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList()) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    int end = line.lastIndexOf(" | ");
                    String place = line.substring(end + 3);
                    cases.add(new Case(cases.size(), record(line.substring(0, end), cases.size()), place));
                }
            }
        }
        return cases;
    }

    private static String record(String fields, int number) {
        if (fields.startsWith("!")) {
            return fields.substring(1);
        }
        Map<String, String> record = new LinkedHashMap<>(GOOD);
        record.keySet().removeIf(field -> fields.contains("\"" + field + "\":") || fields.equals("-\"" + field + "\""));
        String good = record.entrySet().stream()
                .map(field -> "\"" + field.getKey() + "\":" + String.format(field.getValue(), number))
                .collect(Collectors.joining(","));
        return "{" + good + (fields.startsWith("-") ? "" : "," + fields) + ",\"image\":\"" + mark(number) + "\"}";
    }

    private Path warehouse() {
        return folder.resolve("warehouse");
    }
}
