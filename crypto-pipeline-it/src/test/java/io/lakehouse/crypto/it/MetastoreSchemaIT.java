package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.core.session.HiveMetastoreSchema;
import io.lakehouse.core.session.MetastoreUnavailableException;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** The schema of a Hive metastore in a real PostgreSQL. */
@EnabledOnOs(OS.LINUX)
class MetastoreSchemaIT extends MetastoreScenario {

    private static PostgresServer postgres;
    private static CommandLineRun initialized;

    @BeforeAll
    static void start() throws IOException, SQLException {
        postgres = PostgresServer.start(folder.resolve("postgres"));
        initialized = initialize(postgres);
    }

    @AfterAll
    static void stop() throws IOException {
        if (postgres != null) {
            postgres.close();
        }
    }

    @Test
    void initCreatesTheSchemaOnceAndCompletesAHalfOne() throws SQLException {
        CommandLineRun again = process("metastore", "init", "--metastore", postgres.url(DATABASE));
        String half = postgres.createDatabase("half");
        HiveMetastoreSchema schema =
                HiveMetastoreSchema.of(HiveMetastore.jdbc(half, PostgresServer.USER, PostgresServer.PASSWORD));
        List<String> missing = schema.missingTables();
        schema.create();
        postgres.execute("half", "drop table \"TABLE_PARAMS\", \"VERSION\"");

        assertThat(initialized.exitCode()).as(initialized.err()).isZero();
        assertThat(initialized.json().get("tables_created")).hasSize(45);
        assertThat(initialized.json().get("version").textValue()).isEqualTo("2.3.0");
        assertThat(again.out()).isEqualTo("Nothing was changed: the schema version 2.3.0 already exists.\n");
        assertThat(missing).hasSize(45);
        assertThatThrownBy(schema::require)
                .isExactlyInstanceOf(MetastoreUnavailableException.class)
                .hasMessageContaining("2 of the 45 tables of its schema are missing, for example TABLE_PARAMS")
                .hasMessageContaining("metastore init");
        assertThat(schema.create().tablesCreated()).containsExactly("TABLE_PARAMS", "VERSION");
        assertThat(schema.missingTables()).isEmpty();
    }

    @Test
    void initLeavesASchemaOfAnotherVersionAlone() throws SQLException {
        String url = postgres.createDatabase("newer");
        HiveMetastoreSchema schema =
                HiveMetastoreSchema.of(HiveMetastore.jdbc(url, PostgresServer.USER, PostgresServer.PASSWORD));
        schema.create();
        postgres.execute("newer", "update \"VERSION\" set \"SCHEMA_VERSION\" = '3.1.0'");
        postgres.execute("newer", "drop table \"TABLE_PARAMS\"");

        for (ThrowingCallable use : List.<ThrowingCallable>of(schema::create, schema::require)) {
            assertThatThrownBy(use)
                    .isExactlyInstanceOf(MetastoreUnavailableException.class)
                    .hasMessage("Cannot use the metastore at " + url
                            + ": its schema has version 3.1.0, and only version 2.3.0 can be"
                            + " created or completed here. Upgrade it with Hive's schematool, or use another"
                            + " database. Nothing was changed.");
        }
        assertThat(schema.missingTables()).containsExactly("TABLE_PARAMS");
        postgres.execute(
                "newer",
                "insert into \"VERSION\" (\"VER_ID\", \"SCHEMA_VERSION\", \"VERSION_COMMENT\") values (77,"
                        + " '2.3.0', '')");
        assertThatThrownBy(schema::create)
                .isExactlyInstanceOf(MetastoreUnavailableException.class)
                .hasMessageContaining("its table VERSION holds 2 rows (3.1.0, 2.3.0), and Hive rejects more than one."
                        + " Delete the extra rows.");
    }
}
