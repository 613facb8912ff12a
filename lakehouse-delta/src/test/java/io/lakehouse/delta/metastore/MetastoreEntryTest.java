package io.lakehouse.delta.metastore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.error.RegistrationConflictException;
import io.lakehouse.core.error.RegistrationFailedException;
import io.lakehouse.core.result.RegisterPlan;
import io.lakehouse.core.result.RegisterPlan.Action;
import io.lakehouse.core.result.RegisterResult.Outcome;
import io.lakehouse.core.table.TableName;
import io.lakehouse.delta.Warehouse;
import io.lakehouse.delta.spark.ScalaLists;
import io.lakehouse.delta.spark.SessionCatalog;
import java.nio.file.Path;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.sql.catalyst.catalog.CatalogDatabase;
import org.apache.spark.sql.catalyst.catalog.CatalogTable;
import org.apache.spark.sql.catalyst.catalog.CatalogTableType;
import org.apache.spark.sql.catalyst.catalog.ExternalCatalog;
import org.apache.spark.sql.catalyst.catalog.InMemoryCatalog;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scala.Option;

/** The decisions of a registration, on a catalog in memory that can be told to misbehave. */
class MetastoreEntryTest {

    private static final TableName NAME = TableName.of("silver", "prices");
    private static final StructType SCHEMA =
            new StructType().add("id", "string").add("price", "decimal(38,18)");

    @TempDir
    private Path folder = Path.of("");

    private final ExternalCatalog catalog = new InMemoryCatalog(new SparkConf(false), new Configuration(false));

    private String location(String warehouse) {
        return Warehouse.at(folder.resolve(warehouse)).locationOf(NAME);
    }

    private MetastoreEntry entry(ExternalCatalog metastore, String warehouse, StructType schema) {
        return new MetastoreEntry(
                SessionCatalog.over(() -> metastore), NAME, location(warehouse), schema, "prices of coins");
    }

    private MetastoreEntry entry(String warehouse) {
        return entry(catalog, warehouse, SCHEMA);
    }

    private CatalogTable registered() {
        return catalog.getTable("silver", "prices");
    }

    /** The same entry as a table of another type or format. */
    private void change(CatalogTableType type, String provider) {
        change(type, provider, Map.of());
    }

    private void change(CatalogTableType type, String provider, Map<String, String> properties) {
        CatalogTable old = registered();
        catalog.dropTable("silver", "prices", false, false);
        catalog.createTable(
                old.copy(
                        old.identifier(),
                        type,
                        old.storage(),
                        old.schema(),
                        Option.apply(provider),
                        old.partitionColumnNames(),
                        old.bucketSpec(),
                        old.owner(),
                        old.createTime(),
                        old.lastAccessTime(),
                        old.createVersion(),
                        ScalaLists.map(properties),
                        old.stats(),
                        old.viewText(),
                        old.comment(),
                        old.unsupportedFeatures(),
                        old.tracksPartitionsInCatalog(),
                        old.schemaPreservesCase(),
                        old.ignoredProperties(),
                        old.viewOriginalText()),
                false);
    }

    @Test
    void anEntryWhoseFilesAreDeletedWithItIsRepairedOnlyWhenToldTo() {
        entry("lake").register(false);
        change(CatalogTableType.EXTERNAL(), "delta", Map.of("external.table.purge", "TRUE"));

        assertThat(entry("lake").plan(false).action()).isEqualTo(Action.REFUSE);
        assertThat(entry("lake").plan(false).reason())
                .startsWith("it is registered with external.table.purge, so that its files are deleted when it is"
                        + " dropped. If this entry is stale, repair it");
        assertThat(entry("lake").register(true)).isEqualTo(Outcome.REPAIRED);
        assertThat(registered().properties().contains("external.table.purge")).isFalse();
    }

    @Test
    void createsDatabaseAndExternalTableOnce() {
        assertThat(entry("la ke").plan(false).action()).isEqualTo(Action.CREATE);
        assertThat(catalog.databaseExists("silver")).isFalse();

        assertThat(entry("la ke").register(false)).isEqualTo(Outcome.CREATED);
        assertThat(entry("la ke").register(false)).isEqualTo(Outcome.UNCHANGED);

        assertThat(registered().tableType()).isEqualTo(CatalogTableType.EXTERNAL());
        assertThat(registered().comment().get()).isEqualTo("prices of coins");
        assertThat(registered().partitionColumnNames().isEmpty()).isTrue();
        assertThat(catalog.getDatabase("silver").locationUri().getPath()).endsWith("/la ke/silver.db");
    }

    @Test
    void leavesADatabaseThatIsThereWhereItIs() {
        catalog.createDatabase(
                new CatalogDatabase("silver", "ours", folder.resolve("mine").toUri(), ScalaLists.map(Map.of())), false);

        entry("lake").register(false);

        assertThat(catalog.getDatabase("silver").locationUri().getPath()).endsWith("/mine");
    }

    @Test
    void anotherLocationIsRepairedOnlyWhenTold() {
        entry("old").register(false);

        assertThatThrownBy(() -> entry("lake").register(false))
                .isExactlyInstanceOf(RegistrationConflictException.class)
                .hasMessageContaining("it is registered at file:" + folder.resolve("old/silver/prices"))
                .hasMessageEndingWith("Tables before it may be registered; it is safe to register again.");
        assertThat(entry("old").plan(false).action()).isEqualTo(Action.KEEP);
        assertThat(entry("lake").register(true)).isEqualTo(Outcome.REPAIRED);
        assertThat(entry("lake").plan(false).action()).isEqualTo(Action.KEEP);
    }

    @Test
    void anOlderSchemaIsBroughtUpToDate() {
        entry(catalog, "lake", new StructType().add("id", "int").add("gone", "string"))
                .register(false);

        assertThat(entry("lake").plan(false))
                .isEqualTo(new RegisterPlan(
                        NAME,
                        location("lake"),
                        Action.UPDATE,
                        "column id is registered as int and is string; the registered columns do not include price;"
                                + " the registered column gone does not exist"));
        assertThat(entry("lake").register(false)).isEqualTo(Outcome.UPDATED);
        assertThat(registered().schema()).isEqualTo(SCHEMA);
    }

    @Test
    void aViewAndAnotherFormatAreRefusedAlsoWhenRepairing() {
        entry("lake").register(false);
        change(CatalogTableType.VIEW(), "delta");
        assertThat(entry("lake").plan(true).action()).isEqualTo(Action.REFUSE);
        assertThat(entry("lake").plan(true).reason()).startsWith("the name belongs to a view.");

        change(CatalogTableType.EXTERNAL(), "parquet");
        assertThat(entry("lake").plan(true).action()).isEqualTo(Action.REFUSE);
        assertThat(entry("lake").plan(true).reason()).startsWith("the name belongs to a table with the format parquet");
    }

    @Test
    void aManagedTableHereBecomesExternalAndOneElsewhereIsRefused() {
        entry("lake").register(false);
        change(CatalogTableType.MANAGED(), "delta");

        assertThat(entry("lake").plan(false).action()).isEqualTo(Action.REFUSE);
        assertThat(entry("other").plan(true).reason()).contains("which has its own data");
        assertThat(entry("other").plan(true).action()).isEqualTo(Action.REFUSE);
        assertThat(entry("lake").register(true)).isEqualTo(Outcome.REPAIRED);
        assertThat(registered().tableType()).isEqualTo(CatalogTableType.EXTERNAL());
    }

    @Test
    void whoLosesTheRaceToCreateIsContent() {
        ExternalCatalog contested = new InMemoryCatalog(new SparkConf(false), new Configuration(false)) {
            @Override
            public void createTable(CatalogTable table, boolean ignoreIfExists) {
                super.createTable(table, ignoreIfExists); // the other's
                super.createTable(table, ignoreIfExists);
            }
        };

        assertThat(entry(contested, "lake", SCHEMA).register(false)).isEqualTo(Outcome.UNCHANGED);
    }

    @Test
    void aMetastoreThatForgetsWhatItWasToldIsNoticed() {
        ExternalCatalog forgetful = new InMemoryCatalog(new SparkConf(false), new Configuration(false)) {
            @Override
            public void createTable(CatalogTable table, boolean ignoreIfExists) {}
        };
        ExternalCatalog stubborn = new InMemoryCatalog(new SparkConf(false), new Configuration(false)) {
            @Override
            public void alterTable(CatalogTable table) {}
        };

        assertThatThrownBy(() -> entry(forgetful, "lake", SCHEMA).register(false))
                .isExactlyInstanceOf(RegistrationFailedException.class)
                .hasMessage("Failed to register silver.prices: the entry read back differs from the entry written:"
                        + " there is no table of that name. Look for another writer to the same metastore, then"
                        + " register again.");
        entry(stubborn, "old", SCHEMA).register(false);
        assertThatThrownBy(() -> entry(stubborn, "lake", SCHEMA).register(true))
                .isExactlyInstanceOf(RegistrationFailedException.class)
                .hasMessageContaining("it is registered at file:" + folder.resolve("old/silver/prices"));
    }
}
