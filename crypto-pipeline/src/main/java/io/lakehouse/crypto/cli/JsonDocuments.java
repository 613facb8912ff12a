package io.lakehouse.crypto.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.lakehouse.core.result.RegisterResult;
import io.lakehouse.core.result.TableCommit;
import io.lakehouse.core.result.TableHealth;
import io.lakehouse.core.result.TableState;
import io.lakehouse.core.session.EffectiveSetting;
import io.lakehouse.core.session.HiveMetastoreSchema;
import io.lakehouse.core.session.SessionExplanation;
import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.report.FinalReport;
import io.lakehouse.crypto.report.HtmlReport;
import io.lakehouse.crypto.stage.StageOutcome;
import io.lakehouse.crypto.stage.StagePlan;
import io.lakehouse.crypto.stage.StageReport;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The JSON documents that commands print with {@code --json}; docs/cli.md describes them. */
final class JsonDocuments {

    private static final ObjectMapper JSON = new ObjectMapper();

    private JsonDocuments() {}

    static ObjectNode run(
            String command,
            double startupSeconds,
            List<StageReport> stages,
            List<TableState> tables,
            Optional<Path> reportFolder) {
        ObjectNode document = JSON.createObjectNode();
        document.put("command", command);
        document.put("startup_seconds", startupSeconds);
        ArrayNode stageNodes = document.putArray("stages");
        stages.forEach(stage -> stageNodes.add(stage(stage)));
        ArrayNode tableNodes = document.putArray("tables");
        tables.forEach(table -> tableNodes.add(table(table)));
        reportFolder.ifPresent(folder -> document.putArray("reports")
                .add(folder.resolve(HtmlReport.FILE_NAME).toString())
                .add(folder.resolve(FinalReport.FILE_NAME).toString()));
        return document;
    }

    /** The document of a run, with the registered tables if there are any. */
    static ObjectNode registered(ObjectNode document, List<RegisterResult> results) {
        if (!results.isEmpty()) {
            ArrayNode nodes = document.putArray("registered");
            results.forEach(result -> nodes.addObject()
                    .put("name", result.table().toString())
                    .put("path", result.location())
                    .put("outcome", result.outcome().name().toLowerCase(Locale.ROOT)));
        }
        return document;
    }

    static ObjectNode metastore(HiveMetastoreSchema.Creation creation) {
        ObjectNode document =
                JSON.createObjectNode().put("command", "metastore init").put("version", creation.version());
        ArrayNode created = document.putArray("tables_created");
        creation.tablesCreated().forEach(created::add);
        ArrayNode found = document.putArray("tables_found");
        creation.tablesFound().forEach(found::add);
        return document;
    }

    private static ObjectNode stage(StageReport stage) {
        StageOutcome outcome = stage.outcome();
        ObjectNode node = JSON.createObjectNode()
                .put("name", stage.name())
                .put("rows_in", outcome.rowsIn())
                .put("rows_out", outcome.rowsOut())
                .put("rows_unchanged", outcome.rowsUnchanged())
                .put("rows_duplicate", outcome.rowsDuplicate())
                .put("rows_refused", outcome.rowsRefused());
        ObjectNode refusals = node.putObject("refusals");
        outcome.refusals().forEach(refusals::put);
        return node.put("files", outcome.files()).put("bytes", outcome.bytes()).put("seconds", stage.seconds());
    }

    static ObjectNode plan(String command, List<StagePlan> plans) {
        ObjectNode document = JSON.createObjectNode();
        document.put("command", command);
        document.put("dry_run", true);
        ArrayNode nodes = document.putArray("plan");
        for (StagePlan plan : plans) {
            nodes.addObject()
                    .put("stage", plan.stage())
                    .put("table", plan.table())
                    .put("rows", plan.rows())
                    .put("files", plan.files())
                    .put("bytes", plan.bytes())
                    .put("what", plan.what());
        }
        return document;
    }

    static ObjectNode table(TableState table) {
        return JSON.createObjectNode()
                .put("name", table.name().toString())
                .put("path", table.location())
                .put("version", table.version())
                .put("rows", table.rows())
                .put("files", table.files())
                .put("bytes", table.bytes());
    }

    static ObjectNode columns(TableSpec spec, TableState table) {
        ObjectNode document = table(table);
        ArrayNode columns = document.putArray("columns");
        for (Field<?> field : spec.fields()) {
            columns.addObject()
                    .put("name", field.name())
                    .put("type", field.type().toString())
                    .put("required", field.isRequired())
                    .put("comment", field.comment());
        }
        return document;
    }

    static ObjectNode history(String table, List<TableCommit> commits) {
        ObjectNode document = JSON.createObjectNode().put("name", table);
        ArrayNode nodes = document.putArray("commits");
        for (TableCommit commit : commits) {
            ObjectNode node = nodes.addObject()
                    .put("version", commit.version())
                    .put("timestamp", commit.timestamp().toString())
                    .put("operation", commit.operation());
            ObjectNode metrics = node.putObject("metrics");
            commit.metrics().forEach(metrics::put);
        }
        return document;
    }

    static ObjectNode health(List<TableHealth> tables) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode nodes = document.putArray("tables");
        for (TableHealth table : tables) {
            try {
                nodes.add(JSON.readTree(table.toJson()));
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("Cannot read the health of " + table.table() + " as JSON", e);
            }
        }
        return document;
    }

    static ObjectNode session(SessionExplanation session) {
        ObjectNode document = JSON.createObjectNode();
        ArrayNode nodes = document.putArray("settings");
        for (EffectiveSetting setting : session.settings()) {
            nodes.addObject()
                    .put("key", setting.key())
                    .put("value", setting.value())
                    .put("source", setting.source().toString())
                    .put("reason", setting.reason());
        }
        return document;
    }
}
