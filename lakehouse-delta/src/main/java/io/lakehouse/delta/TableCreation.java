package io.lakehouse.delta;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** Creates the table of a spec, with the lowest protocol that its features need. */
final class TableCreation {

    private static final Logger LOG = LoggerFactory.getLogger(TableCreation.class);

    private TableCreation() {}

    /** Creates the table, unless somebody else is faster; the caller verifies what is there then. */
    static void create(DeltaLog log, TableSpec spec) {
        OptimisticTransaction transaction = log.startTransaction(Option.empty(), Option.empty());
        if (transaction.readVersion() >= 0) {
            return;
        }
        Metadata metadata = new Metadata(
                UUID.randomUUID().toString(),
                spec.name().name(),
                spec.comment(),
                new Format("parquet", ScalaLists.map(Map.of())),
                spec.schema().json(),
                ScalaLists.seq(Fields.names(spec.partitionFields())),
                ScalaLists.map(properties(spec)),
                Option.apply(System.currentTimeMillis()));
        transaction.updateMetadataForNewTable(metadata);
        try {
            transaction.commit(
                    ScalaLists.seq(List.of()), new DeltaOperations.CreateTable(metadata, false, false, Option.empty()));
        } catch (DeltaConcurrentModificationException e) {
            LOG.debug("{} was created by another writer", spec.name(), e);
        }
    }

    private static Map<String, String> properties(TableSpec spec) {
        return Map.of("delta.deletedFileRetentionDuration", "interval " + Retention.hours(spec.retention()) + " hours");
    }
}
