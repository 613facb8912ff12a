package io.lakehouse.crypto.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.TableHealth.FileBytes;
import io.lakehouse.core.result.TableHealth.Finding;
import io.lakehouse.core.result.TableHealth.Kind;
import io.lakehouse.core.table.TableName;
import io.lakehouse.crypto.report.MarketReport.Day;
import io.lakehouse.crypto.report.MarketReport.Refused;
import io.lakehouse.crypto.report.MarketReport.Stage;
import io.lakehouse.crypto.report.MarketReport.TopCoin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlReportTest {

    private static final Instant CREATED = Instant.parse("2025-03-05T06:00:00Z");
    private static final LocalDate DAY = LocalDate.of(2025, 3, 4);
    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern DATA = Pattern.compile("id=\"chart-data\">(.*?)</script>", Pattern.DOTALL);
    private static final Pattern LOADS = Pattern.compile(
            "<(link|iframe|object|embed|base)\\b|\\b(src|href|srcset)\\s*=\\s*[\"']|url\\(|@import|import\\(");

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "</script><script>alert(1)</script>",
                "</style><b>",
                "\"onload=alert(1) x=\"",
                "'onload=alert(1) x='",
                "<img src=x onerror=alert(1)>",
                "{{{data}}}<i>"
            })
    void textFromOutsideIsNeverMarkup(String hostile) {
        String page = HtmlReport.page(hostile(hostile));

        String harmless = hostile.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;")
                .replace("=", "&#x3D;");
        // Title twice; currency; a name and a symbol each as text and tooltip; reason; stage; the three parts of a
        // finding.
        assertThat(page.split(Pattern.quote(harmless), -1)).hasSize(2 + 1 + 4 + 1 + 1 + 3 + 1);
        assertThat(page).doesNotContain(hostile);
        assertThat(SCRIPT.matcher(page).results()).hasSize(2);
    }

    @Test
    void makesInvisibleCharactersVisible() {
        String page = HtmlReport.page(hostile("\u202Ea\u2028b\u0000c\uD800d\u200Be\nf"));

        assertThat(page).contains("<h1><bdi>\uFFFDa\uFFFDb\uFFFDc\uFFFDd\uFFFDe f</bdi></h1>");
        assertThat(page.codePoints().filter(each -> each != '\n' && each != '\r' && each != '\t'))
                .noneMatch(each -> Character.getType(each) == Character.CONTROL
                        || Character.getType(each) == Character.FORMAT
                        || Character.getType(each) == Character.SURROGATE);
    }

    @Test
    void truncatesLongNames() {
        String page = HtmlReport.page(hostile("\uD83D\uDC36".repeat(10_000)));

        // Title twice; currency; a name and a symbol each as text and tooltip; reason.
        assertThat(page.split("\uD83D\uDC36".repeat(300) + "…", -1)).hasSize(2 + 1 + 4 + 1 + 1);
    }

    @Test
    void formulasStayText() {
        assertThat(HtmlReport.page(hostile("=HYPERLINK(1)"))).contains(">&#x3D;HYPERLINK(1)</bdi>");
    }

    @Test
    void theSecurityPolicyListsExactlyTheScriptsOfThePage() throws NoSuchAlgorithmException {
        String page = HtmlReport.page(full());

        StringBuilder hashes = new StringBuilder();
        for (MatchResult script : SCRIPT.matcher(page).results().toList()) {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(script.group(1).getBytes(StandardCharsets.UTF_8));
            hashes.append(" 'sha256-")
                    .append(Base64.getEncoder().encodeToString(hash))
                    .append("'");
        }
        assertThat(page.replace("&#x3D;", "="))
                .contains("content=\"default-src 'none'; script-src" + hashes
                        + "; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'\"");
    }

    @Test
    void loadsNothing() {
        String page = HtmlReport.page(full());

        assertThat(LOADS.matcher(page).results().map(MatchResult::group)).isEmpty();
    }

    @Test
    void chartsHaveGapsWhereValuesOrDaysAreMissing() {
        MarketReport report = market(
                day(DAY, "3"), day(DAY.minusDays(1), ""), day(DAY.minusDays(5), "1"), day(DAY.minusDays(2), "2"));

        MatchResult data =
                DATA.matcher(HtmlReport.page(report)).results().findFirst().orElseThrow();
        assertThat(data.group(1))
                .isEqualTo("{\"days\":[20146,20147,20149,20150,20151],\"market-cap\":[1.0,null,2.0,null,3.0],"
                        + "\"volume\":[7.0,null,7.0,7.0,7.0]}");
    }

    @Test
    void dataCannotEndItsScript() {
        assertThat(Script.data("{\"</script>&\u2028\u2029\":1}"))
                .isEqualTo("{\"\\u003c/script\\u003e\\u0026\\u2028\\u2029\":1}");
    }

    @Test
    void keyFiguresAreThoseOfTheLastDayAgainstTheDayBefore() {
        String page = HtmlReport.page(market(day(DAY.minusDays(1), "1500000000000"), day(DAY, "1530000000000")));

        assertThat(page)
                .contains("title=\"1530000000000\">1.53T</dd>")
                .contains("<span class=\"change up\"><span aria-hidden=\"true\">▲</span> +2.00\u00a0%</span>"
                        + " <span class=\"since\">since 3 Mar 2025</span>")
                .contains("Market cap on 2 days, 3 Mar 2025 – 4 Mar 2025: from 1.50T to 1.53T");
    }

    @Test
    void coinsShowPricesOfAnySizeAndTheExactPrice() {
        assertThat(HtmlReport.page(full()))
                .contains("title=\"0.000012314567\">0.00001231</td>")
                .contains("title=\"no value\">–</td>")
                .contains("<path d=\"M2.0 26.0h0L118.0 2.0\"/>");
    }

    @Test
    void sectionsWithoutDataSaySo() {
        String page = HtmlReport.page(
                new MarketReport(CREATED, "Market", "USD", List.of(), List.of(), List.of(), List.of(), List.of()));

        assertThat(page)
                .contains("No day has been computed yet")
                .contains("there is nothing to draw")
                .contains("There are no coins on the last day.")
                .contains("No row is in quarantine.")
                .contains("No table has been checked.")
                .doesNotContain("This run")
                .doesNotContain("<noscript>");
    }

    @Test
    void writesTheSameFileForTheSameReport() throws IOException {
        HtmlReport.write(full(), folder.resolve("a"));
        HtmlReport.write(full(), folder.resolve("b"));

        assertThat(folder.resolve("a/report.html")).hasSameBinaryContentAs(folder.resolve("b/report.html"));
        assertThat(Files.readString(folder.resolve("a/report.html"))).isEqualTo(HtmlReport.page(full()));
    }

    @Test
    void leavesNoFileWhenItCannotBeWritten() throws IOException {
        Files.createDirectories(folder.resolve("report.html/in the way"));

        assertThatThrownBy(() -> HtmlReport.write(full(), folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("Failed to write " + folder.resolve("report.html") + ": ");

        assertThat(folder.toFile().list()).containsExactly("report.html");
    }

    private static MarketReport full() {
        return hostile("plain");
    }

    /** A report with this text in every place that shows untrusted text. */
    private static MarketReport hostile(String text) {
        TopCoin coin = new TopCoin(
                1,
                "id",
                text,
                text,
                Optional.of(new BigDecimal("0.000012314567")),
                Optional.empty(),
                Optional.of(BigDecimal.TEN),
                Optional.of(BigDecimal.ONE),
                List.of(Optional.of(BigDecimal.ONE), Optional.of(BigDecimal.TEN)));
        return new MarketReport(
                CREATED,
                text,
                text,
                List.of(day(DAY, "1")),
                List.of(coin),
                List.of(new Stage(text, 1, 2, 3, 4, 5, 6, 7.0)),
                List.of(unhealthy(text)),
                List.of(new Refused(DAY, text, 3)));
    }

    private static MarketReport market(Day... days) {
        return new MarketReport(CREATED, "Market", "USD", List.of(days), List.of(), List.of(), List.of(), List.of());
    }

    private static Day day(LocalDate day, String marketCap) {
        return new Day(
                day,
                marketCap.isEmpty() ? Optional.empty() : Optional.of(new BigDecimal(marketCap)),
                Optional.of(BigDecimal.TEN),
                250,
                Optional.of(BigDecimal.valueOf(7)));
    }

    private static TableHealth unhealthy(String text) {
        return new TableHealth(
                TableName.parse("silver.crypto_prices"),
                "file:///lake",
                1,
                1,
                1,
                1,
                new FileBytes(1, 1, 1, 1, 1),
                0,
                1,
                1,
                0,
                0,
                0,
                0,
                0,
                0,
                List.of(),
                List.of(new Finding(Kind.LAYOUT, text, text, text)));
    }
}
