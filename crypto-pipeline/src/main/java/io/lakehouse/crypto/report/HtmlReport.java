package io.lakehouse.crypto.report;

import com.samskivert.mustache.Escapers;
import com.samskivert.mustache.Mustache;
import com.samskivert.mustache.Template;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;

/**
 * {@code report.html}: the market, this run and the health of the tables on one page, in a single self-contained file.
 * The page loads no other resource, and its content security policy makes browsers block any.
 */
public final class HtmlReport {

    public static final String FILE_NAME = "report.html";

    private HtmlReport() {}

    /**
     * The data for the template. Style, scripts and chart data are inserted as they are, everything else is escaped.
     */
    private record Page(ReportPage report, String style, Script library, Script script, String data) {}

    /** Writes the report atomically: readers see either the old file or the new one. Equal reports give equal files. */
    public static void write(MarketReport report, Path folder) {
        String page = page(report);
        AtomicFile.write(folder.resolve(FILE_NAME), unfinished -> Files.writeString(unfinished, page));
    }

    static String page(MarketReport report) {
        String uplot = uplot();
        return template()
                .execute(new Page(
                        ReportPage.of(report),
                        resource(uplot + "dist/uPlot.min.css") + resource("report.css"),
                        Script.of("/*\n" + resource(uplot + "LICENSE") + "\n*/\n"
                                + resource(uplot + "dist/uPlot.iife.min.js")),
                        Script.of(resource("report.js")),
                        Script.data(MarketChart.data(report.days()))));
    }

    /** The template, which escapes by default and makes invisible characters visible. */
    private static Template template() {
        return Mustache.compiler()
                .strictSections(true)
                .withEscaper(text -> Escapers.HTML.escape(VisibleText.of(text)))
                .compile(resource("report.mustache"));
    }

    /** The folder of the chart library on the class path, for whatever version. */
    private static String uplot() {
        Properties library = new Properties();
        try {
            library.load(new StringReader(resource("/META-INF/maven/org.webjars.npm/uplot/pom.properties")));
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read the version of uPlot: " + e + ".", e);
        }
        return "/META-INF/resources/webjars/uplot/"
                + library.getProperty("version").strip() + "/";
    }

    private static String resource(String name) {
        try (InputStream in = HtmlReport.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read a part of the report: " + e + ".", e);
        }
    }
}
