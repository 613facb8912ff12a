package io.lakehouse.delta.spark;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.spark.package$;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.TableIdentifier;
import org.apache.spark.sql.catalyst.catalog.CatalogDatabase;
import org.apache.spark.sql.catalyst.catalog.CatalogStorageFormat;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalog;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * A session's metastore, behind a small interface of our own. Nothing is cached: every call queries the metastore. No
 * method drops anything.
 */
public final class SessionCatalog {

    private static final String DELTA = "delta";

    private final Supplier<ExternalCatalog> metastore;

    private SessionCatalog(Supplier<ExternalCatalog> metastore) {
        this.metastore = metastore;
    }

    public static SessionCatalog of(SparkSession session) {
        return over(() -> session.sharedState().externalCatalog().unwrapped());
    }

    /** Wraps one of Spark's external catalogs. */
    public static SessionCatalog over(Supplier<ExternalCatalog> metastore) {
        return new SessionCatalog(metastore);
    }

    /** The Hadoop configuration with which the session reaches its metastore. */
    public static Configuration hadoopConf(SparkSession session) {
        return session.sharedState().hadoopConf();
    }

    private ExternalCatalog catalog() {
        return metastore.get();
    }

    /**
     * A table's entry in the metastore.
     *
     * @param isView whether it is a view rather than a table
     * @param provider its format, such as {@code delta}
     * @param isManaged whether dropping it deletes its files
     * @param location its location, if it has one
     * @param schema its columns
     * @param properties its table properties
     */
    public record Entry(
            boolean isView,
            String provider,
            boolean isManaged,
            Optional<Path> location,
            StructType schema,
            Map<String, String> properties) {

        public boolean isDelta() {
            return provider.equalsIgnoreCase(DELTA);
        }
    }

    public boolean hasDatabase(String database) {
        return catalog().databaseExists(database);
    }

    /** Creates a database if it does not exist. */
    public void createDatabase(String database, URI folder) {
        catalog().createDatabase(new CatalogDatabase(database, "", folder, ScalaLists.map(Map.of())), true);
    }

    public Optional<Entry> find(String database, String table) {
        return table(database, table).map(SessionCatalog::entry);
    }

    private Optional<CatalogTable> table(String database, String table) {
        ExternalCatalog catalog = catalog();
        return catalog.tableExists(database, table) ? Optional.of(catalog.getTable(database, table)) : Optional.empty();
    }

    private static Entry entry(CatalogTable table) {
        Option<URI> location = table.storage().locationUri();
        return new Entry(
                table.tableType().equals(CatalogTableType.VIEW()),
                table.provider().getOrElse(() -> "hive"),
                !table.tableType().equals(CatalogTableType.EXTERNAL()),
                location.isDefined() ? Optional.of(new Path(location.get())) : Optional.empty(),
                table.schema(),
                ScalaLists.javaMap(table.properties()));
    }

    /** Creates an external Delta table, without partition columns: the partitions are in Delta's log. */
    public void createTable(String database, String table, URI location, StructType schema, String comment) {
        catalog()
                .createTable(
                        new CatalogTable(
                                new TableIdentifier(table, Option.apply(database)),
                                CatalogTableType.EXTERNAL(),
                                new CatalogStorageFormat(
                                        Option.apply(location),
                                        Option.empty(),
                                        Option.empty(),
                                        Option.empty(),
                                        false,
                                        ScalaLists.map(Map.of())),
                                schema,
                                Option.apply(DELTA),
                                ScalaLists.seq(List.of()),
                                Option.empty(),
                                "",
                                System.currentTimeMillis(),
                                -1,
                                package$.MODULE$.SPARK_VERSION(),
                                ScalaLists.map(Map.of()),
                                Option.empty(),
                                Option.empty(),
                                comment.isEmpty() ? Option.empty() : Option.apply(comment),
                                ScalaLists.seq(List.of()),
                                false,
                                true,
                                ScalaLists.map(Map.of()),
                                Option.empty()),
                        false);
    }

    /** Sets the columns of a table, except those that are partition columns in the metastore. */
    public void setColumns(String database, String table, StructType schema) {
        List<String> partitions =
                ScalaLists.list(table(database, table).orElseThrow().partitionColumnNames());
        StructField[] columns = Arrays.stream(schema.fields())
                .filter(column -> !partitions.contains(column.name()))
                .toArray(StructField[]::new);
        catalog().alterTableDataSchema(database, table, new StructType(columns));
    }

    /** Turns an existing entry into an external table at a location, and replaces its properties. */
    public void relocate(String database, String table, URI location, Map<String, String> properties) {
        CatalogTable entry = table(database, table).orElseThrow();
        CatalogStorageFormat storage = entry.storage();
        catalog()
                .alterTable(entry.copy(
                        entry.identifier(),
                        CatalogTableType.EXTERNAL(),
                        storage.copy(
                                Option.apply(location),
                                storage.inputFormat(),
                                storage.outputFormat(),
                                storage.serde(),
                                storage.compressed(),
                                storage.properties()),
                        entry.schema(),
                        entry.provider(),
                        entry.partitionColumnNames(),
                        entry.bucketSpec(),
                        entry.owner(),
                        entry.createTime(),
                        entry.lastAccessTime(),
                        entry.createVersion(),
                        ScalaLists.map(properties),
                        entry.stats(),
                        entry.viewText(),
                        entry.comment(),
                        entry.unsupportedFeatures(),
                        entry.tracksPartitionsInCatalog(),
                        entry.schemaPreservesCase(),
                        entry.ignoredProperties(),
                        entry.viewOriginalText()));
    }
}
