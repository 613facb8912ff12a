package io.lakehouse.crypto.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.BoundingBox;
import com.microsoft.playwright.options.ColorScheme;
import io.lakehouse.crypto.report.HtmlReport;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Opens reports with hostile names in Chromium. Pictures of them are left in {@code target/report}. */
class HtmlReportInBrowser {

    private static final Path PICTURES = Path.of("target", "report");

    /** Pixels of the canvas that have the colour of the lines: axes and grid alone have none. */
    private static final String PIXELS_OF_LINE = """
            canvas => {
              const accent = getComputedStyle(document.documentElement).getPropertyValue('--accent').trim();
              const [red, green, blue] = [1, 3, 5].map(at => parseInt(accent.slice(at, at + 2), 16));
              const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              let count = 0;
              for (let at = 0; at < pixels.length; at += 4) {
                count += pixels[at] === red && pixels[at + 1] === green && pixels[at + 2] === blue;
              }
              return count;
            }""";

    private static Playwright playwright;
    private static Browser browser;

    private final List<String> trouble = new ArrayList<>();
    private final List<String> requests = new ArrayList<>();

    @TempDir
    Path folder;

    @BeforeAll
    static void startBrowser() {
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(InstalledBrowser.chromium()));
    }

    @AfterAll
    static void stopBrowser() {
        browser.close();
        playwright.close();
    }

    @ParameterizedTest
    @CsvSource({"400, LIGHT", "400, DARK", "1400, LIGHT", "1400, DARK"})
    void showsHostileNamesAsTextAndLoadsNothing(int width, ColorScheme scheme) {
        try (BrowserContext context = context(width, scheme)) {
            Page page = open(context, 60);
            page.screenshot(new Page.ScreenshotOptions()
                    .setFullPage(true)
                    .setPath(PICTURES.resolve(width + "-" + scheme + ".png")));

            assertThat(trouble).isEmpty();
            assertThat(requests).containsExactly(page.url());
            assertThat(page.locator(".name").allTextContents())
                    .contains("<script>alert(1)</script>", "\"onload=\"alert(3)", "=HYPERLINK(\"http://evil.example\")")
                    .contains("\uFFFDright to left\uFFFD and \uFFFD control \uFFFD \uFFFD \uFFFD");
            assertThat(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
                    .isEqualTo(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 60, 3000})
    void drawsAnyNumberOfDays(int days) {
        try (BrowserContext context = context(1400, ColorScheme.LIGHT)) {
            Page page = open(context, days);
            page.locator(".chart.market-cap")
                    .screenshot(new Locator.ScreenshotOptions().setPath(PICTURES.resolve(days + "-days.png")));

            assertThat(trouble).isEmpty();
            assertThat(page.locator(".chart canvas").count()).isEqualTo(2);
            for (Locator canvas : page.locator(".chart canvas").all()) {
                assertThat((int) canvas.evaluate(PIXELS_OF_LINE)).isPositive();
            }
        }
    }

    @Test
    void chartsFollowTheWidthOfThePage() {
        try (BrowserContext context = context(1400, ColorScheme.LIGHT)) {
            Page page = open(context, 60);
            page.setViewportSize(400, 800);
            page.waitForFunction("document.querySelector('.chart .uplot').offsetWidth < 400");

            assertThat(page.evaluate("document.documentElement.scrollWidth")).isEqualTo(400);
            assertThat(trouble).isEmpty();
        }
    }

    @Test
    void theCursorTellsTheValueOfItsDay() {
        try (BrowserContext context = context(1400, ColorScheme.LIGHT)) {
            Page page = open(context, 3);
            Locator reading = page.locator(".reading").first();
            assertThat(reading.textContent()).isEqualTo("4 Mar 2025 · 1.98T");

            page.locator(".chart.market-cap .u-over").hover();

            assertThat(reading.textContent()).isEqualTo("3 Mar 2025 · 1.941T");
        }
    }

    @Test
    void draggingZoomsBothCharts() {
        try (BrowserContext context = context(1400, ColorScheme.LIGHT)) {
            Page page = open(context, 3000);
            byte[] before = page.locator(".chart.volume").screenshot();
            BoundingBox plot = page.locator(".chart.market-cap .u-over").boundingBox();

            page.mouse().move(plot.x + 100, plot.y + 50);
            page.mouse().down();
            page.mouse().move(plot.x + 102, plot.y + 50);
            page.mouse().move(plot.x + 140, plot.y + 50);
            page.mouse().up();
            page.mouse().move(0, 0);
            page.screenshot(new Page.ScreenshotOptions().setPath(PICTURES.resolve("zoomed.png")));

            assertThat(page.locator(".chart.volume").screenshot()).isNotEqualTo(before);
            assertThat(trouble).isEmpty();
        }
    }

    @Test
    void saysWithoutScriptsWhereTheFiguresAre() {
        try (BrowserContext context = browser.newContext(new Browser.NewContextOptions().setJavaScriptEnabled(false))) {
            Page page = open(context, 60);

            assertThat(page.locator("noscript").textContent()).contains("Final_Report.csv");
            assertThat(page.locator(".sparkline path").count()).isEqualTo(10);
        }
    }

    /** In a zone where days neither begin in UTC nor have 24 hours each. */
    private static BrowserContext context(int width, ColorScheme scheme) {
        return browser.newContext(new Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setTimezoneId("America/Santiago"));
    }

    private Page open(BrowserContext context, int days) {
        HtmlReport.write(SampleReports.of(days), folder);
        Page page = context.newPage();
        page.onConsoleMessage(message -> trouble.add(message.type() + ": " + message.text()));
        page.onPageError(trouble::add);
        page.onDialog(dialog -> {
            trouble.add("dialog: " + dialog.message());
            dialog.dismiss();
        });
        page.onRequest(request -> requests.add(request.url()));
        page.navigate(folder.resolve(HtmlReport.FILE_NAME).toUri().toString());
        return page;
    }
}
