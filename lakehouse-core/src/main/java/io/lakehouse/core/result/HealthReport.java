package io.lakehouse.core.result;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.lakehouse.core.result.TableHealth.Finding;
import io.lakehouse.core.result.TableHealth.PartitionHealth;
import io.lakehouse.core.table.TableName;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Formats a table's health as text and as JSON. */
final class HealthReport {

    private static final int PARTITIONS_SHOWN = 5;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
            .addModule(new SimpleModule().addSerializer(TableName.class, ToStringSerializer.instance))
            .build();

    private HealthReport() {}

    static String json(TableHealth health) {
        try {
            return JSON.writeValueAsString(health);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Cannot write the health of " + health.table() + " as JSON", e);
        }
    }

    static String text(TableHealth health) {
        StringBuilder text = new StringBuilder();
        line(
                text,
                "%s at version %d: %,d rows in %,d files of %,d partitions, %s",
                health.table(),
                health.version(),
                health.rows(),
                health.files(),
                health.partitions().size(),
                ResultText.bytes(health.bytes()));
        line(
                text,
                "  file sizes     min %s, median %s, p90 %s, max %s",
                ResultText.bytes(health.fileBytes().min()),
                ResultText.bytes(health.fileBytes().median()),
                ResultText.bytes(health.fileBytes().p90()),
                ResultText.bytes(health.fileBytes().max()));
        line(text, "  sorted runs    %.1f per partition", health.sortedRuns());
        line(text, "  statistics     in %s of the files", ResultText.percent(health.filesWithStatistics()));
        line(text, "  deleted rows   %s", ResultText.percent(health.deletedRows()));
        line(
                text,
                "  removed files  %,d (%s) kept for older versions, %,d (%s) to vacuum",
                health.keptFiles(),
                ResultText.bytes(health.keptBytes()),
                health.expiredFiles(),
                ResultText.bytes(health.expiredBytes()));
        line(text, "  log            %,d commits since the last checkpoint", health.commitsSinceCheckpoint());
        List<PartitionHealth> spread = health.partitions().stream()
                .filter(partition -> partition.sortedRuns() > 1)
                .toList();
        spread.stream()
                .limit(PARTITIONS_SHOWN)
                .forEach(partition -> line(
                        text,
                        "  %-14s %,d files, %s: %s",
                        name(partition.partition()),
                        partition.files(),
                        ResultText.bytes(partition.bytes()),
                        partition.advice()));
        if (spread.size() > PARTITIONS_SHOWN) {
            line(text, "  and %,d more partitions with several sorted runs", spread.size() - PARTITIONS_SHOWN);
        }
        if (health.isHealthy()) {
            text.append("  healthy: nothing to do");
        } else {
            text.append(health.findings().stream().map(HealthReport::finding).collect(Collectors.joining("\n")));
        }
        return text.toString();
    }

    private static String finding(Finding finding) {
        return "  ! " + finding.what() + "\n    cost: " + finding.cost() + "\n    remedy: " + finding.remedy();
    }

    private static String name(Map<String, String> partition) {
        return partition.isEmpty()
                ? "the table"
                : new TreeMap<>(partition)
                        .entrySet().stream()
                                .map(value -> value.getKey() + "=" + value.getValue())
                                .collect(Collectors.joining("/"));
    }

    private static void line(StringBuilder text, String format, Object... values) {
        text.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
