package io.lakehouse.delta.log;

import io.delta.exceptions.DeltaConcurrentModificationException;
import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.hadoop.fs.FileSystem;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DeltaOperations;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.delta.skipping.clustering.ClusteredTableUtils;
import org.apache.spark.sql.delta.skipping.clustering.ClusteringColumn;
import org.apache.spark.sql.types.StructType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;

/** Creates the table of a spec, with the lowest protocol that supports its features. */
final class TableCreation {

    private static final Logger LOG = LoggerFactory.getLogger(TableCreation.class);

    private TableCreation() {}

    /** Creates the table; false if another writer created it first, so that the caller has to verify the table. */
    static boolean create(DeltaLog log, TableSpec spec, String location) {
        OptimisticTransaction transaction = log.startTransaction(Option.empty(), Option.empty());
        if (transaction.readVersion() >= 0) {
            return false;
        }
        if (isOccupied(log)) {
            throw LogErrors.occupied(spec.name(), location);
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
        List<String> clustering = Fields.names(spec.clusteringFields());
        try {
            transaction.commit(
                    ScalaLists.seq(clusteredBy(spec, transaction.metadata().schema())),
                    new DeltaOperations.CreateTable(
                            metadata,
                            false,
                            false,
                            clustering.isEmpty() ? Option.empty() : Option.apply(ScalaLists.seq(clustering))));
            return true;
        } catch (DeltaConcurrentModificationException e) {
            LOG.debug("{} was created by another writer", spec.name(), e);
            return false;
        }
    }

    /** Whether the folder contains files. Names that start with a dot or an underscore are not data. */
    private static boolean isOccupied(DeltaLog log) {
        try {
            FileSystem files = log.dataPath().getFileSystem(log.newDeltaHadoopConf());
            return Arrays.stream(files.listStatus(log.dataPath()))
                    .map(entry -> entry.getPath().getName())
                    .anyMatch(name -> !name.startsWith(".") && !name.startsWith("_"));
        } catch (FileNotFoundException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to list " + log.dataPath() + ": " + e + ".", e);
        }
    }

    private static Map<String, String> properties(TableSpec spec) {
        Map<String, String> properties = new LinkedHashMap<>();
        SpecProperties.of(spec).forEach(property -> properties.put(property.key(), property.value()));
        if (!spec.clusteringFields().isEmpty()) {
            properties.putAll(
                    ScalaLists.javaMap(ClusteredTableUtils.getTableFeatureProperties(ScalaLists.map(Map.of()))));
        }
        return properties;
    }

    /** The columns by the names that the table has for them in its files. */
    private static List<Action> clusteredBy(TableSpec spec, StructType schema) {
        if (spec.clusteringFields().isEmpty()) {
            return List.of();
        }
        List<ClusteringColumn> columns = spec.clusteringFields().stream()
                .map(field -> ClusteringColumn.apply(schema, Fields.quoted(field.name())))
                .toList();
        return List.of(ClusteredTableUtils.createDomainMetadata(ScalaLists.seq(columns)));
    }
}
