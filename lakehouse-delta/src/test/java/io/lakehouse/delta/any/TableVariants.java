package io.lakehouse.delta.any;

import static io.lakehouse.delta.any.TableVariant.COLUMNS;
import static io.lakehouse.delta.any.TableVariant.ROWS;
import static io.lakehouse.delta.any.TableVariant.insert;
import static io.lakehouse.delta.any.TableVariant.made;
import static io.lakehouse.delta.any.TableVariant.ofBuilder;
import static io.lakehouse.delta.any.TableVariant.ofColumns;
import static io.lakehouse.delta.any.TableVariant.properties;
import static io.lakehouse.delta.any.TableVariant.sql;
import static io.lakehouse.delta.any.TableVariant.usual;

import java.util.List;
import java.util.stream.Stream;

/** The kinds of tables, by the features of Delta that they have, and the features that meet in practice. */
final class TableVariants {

    private static final String FEED = "'delta.enableChangeDataFeed' = 'true'";
    private static final String VECTORS = "'delta.enableDeletionVectors' = 'true'";
    private static final String MAPPED = "'delta.columnMapping.mode' = 'name'";
    private static final String MAPPED_BY_ID = "'delta.columnMapping.mode' = 'id'";
    private static final String TRACKED = "'delta.enableRowTracking' = 'true'";
    private static final String DELETE = "DELETE FROM $ WHERE id IN (3, 4, 25)";
    private static final String UPDATE = "UPDATE $ SET name = 'updated' WHERE id IN (5, 21)";

    private TableVariants() {}

    static Stream<TableVariant> withFeatures() {
        return picked(Stream.of(feeds(), mapped(), tracked()));
    }

    static Stream<TableVariant> others() {
        return picked(Stream.of(plain(), protocol(), columns(), origins()));
    }

    private static Stream<TableVariant> picked(Stream<List<TableVariant>> groups) {
        String picked = System.getProperty("any.table", "");
        return groups.flatMap(List::stream).filter(variant -> variant.name().contains(picked));
    }

    private static List<TableVariant> plain() {
        return List.of(
                usual("nothing special", ""),
                usual("partitioned", "PARTITIONED BY (day)"),
                usual("clustered", "CLUSTER BY (id)"),
                usual("clustered, with a feed", "CLUSTER BY (day, id) " + properties(FEED)),
                usual("z-ordered once", "").then("OPTIMIZE $ ZORDER BY (name)"),
                usual("with deletion vectors", properties(VECTORS)).then(DELETE, UPDATE),
                usual("partitioned, with deletion vectors", "PARTITIONED BY (day) " + properties(VECTORS))
                        .then(DELETE));
    }

    private static List<TableVariant> feeds() {
        return List.of(
                usual("with a feed", properties(FEED)),
                usual("partitioned, with a feed", "PARTITIONED BY (day) " + properties(FEED)),
                usual("with a feed and deletion vectors", properties(FEED, VECTORS))
                        .then(DELETE, UPDATE),
                usual("with a feed since later", "").then("ALTER TABLE $ SET TBLPROPERTIES (" + FEED + ")", UPDATE));
    }

    private static List<TableVariant> mapped() {
        return List.of(
                usual("with mapped columns", properties(MAPPED)),
                usual("with columns mapped by id", properties(MAPPED_BY_ID)),
                usual("mapped later", "")
                        .then(
                                "ALTER TABLE $ SET TBLPROPERTIES (" + MAPPED
                                        + ", 'delta.minReaderVersion' = '2', 'delta.minWriterVersion' = '5')",
                                UPDATE),
                usual("with a renamed column", properties(MAPPED))
                        .then("ALTER TABLE $ RENAME COLUMN name TO title", "UPDATE $ SET title = 'x' WHERE id = 7")
                        .named("id", "title", "day"),
                usual("with a dropped column", properties(MAPPED)).then("ALTER TABLE $ DROP COLUMN amount", UPDATE),
                usual("with swapped column names", properties(MAPPED))
                        .then(
                                "ALTER TABLE $ ADD COLUMN other STRING",
                                "UPDATE $ SET other = concat('o', id)",
                                "ALTER TABLE $ RENAME COLUMN name TO old",
                                "ALTER TABLE $ RENAME COLUMN other TO name",
                                "ALTER TABLE $ RENAME COLUMN old TO other"),
                usual("with a renamed partition column", "PARTITIONED BY (day) " + properties(MAPPED))
                        .then("ALTER TABLE $ RENAME COLUMN day TO date")
                        .named("id", "name", "date"),
                usual("mapped, with a feed", properties(MAPPED, FEED)),
                usual(
                                "mapped, partitioned, with a feed and deletion vectors",
                                "PARTITIONED BY (day) " + properties(MAPPED, FEED, VECTORS))
                        .then(DELETE, "ALTER TABLE $ RENAME COLUMN day TO `the day`")
                        .named("id", "name", "the day"),
                new TableVariant(
                        "with names that need quotes",
                        sql(
                                "CREATE TABLE $ (`Order Id` BIGINT, `Größe.x` STRING, `a b` INT, `day;of` DATE)"
                                        + " USING delta PARTITIONED BY (`day;of`) " + properties(MAPPED, FEED),
                                "INSERT INTO $ SELECT id, concat('n', id), 1, date_add(DATE'2025-03-01', CAST(id % 3 AS INT))"
                                        + " FROM range(0, 30)"),
                        "Order Id",
                        "Größe.x",
                        "day;of",
                        List.of(),
                        false),
                usual(
                                "clustered and mapped, with a renamed clustering column",
                                "CLUSTER BY (name) " + properties(MAPPED))
                        .then("ALTER TABLE $ RENAME COLUMN name TO title")
                        .named("id", "title", "day"));
    }

    private static List<TableVariant> tracked() {
        return List.of(
                usual("with row tracking", properties(TRACKED)),
                usual("with row tracking, changed before", properties(TRACKED)).then(UPDATE, DELETE, "OPTIMIZE $"),
                usual("clustered, with row tracking", "CLUSTER BY (id) " + properties(TRACKED)),
                usual("partitioned, with row tracking", "PARTITIONED BY (day) " + properties(TRACKED)),
                usual("with row tracking and a feed", properties(TRACKED, FEED)).then(UPDATE),
                usual("with row tracking and deletion vectors", properties(TRACKED, VECTORS))
                        .then(DELETE, UPDATE),
                usual("mapped, with row tracking", properties(TRACKED, MAPPED)).then(UPDATE),
                usual(
                                "mapped, with row tracking, a feed and deletion vectors",
                                properties(TRACKED, MAPPED, FEED, VECTORS))
                        .then(DELETE, UPDATE));
    }

    private static List<TableVariant> protocol() {
        return List.of(
                usual(
                        "with v2 checkpoints",
                        properties("'delta.checkpointPolicy' = 'v2'", "'delta.checkpointInterval' = '2'")),
                usual("with in-commit timestamps", properties("'delta.enableInCommitTimestamps' = 'true'")),
                ofColumns(
                                "with a widened type",
                                COLUMNS + ", n SMALLINT",
                                properties("'delta.enableTypeWidening' = 'true'"))
                        .then("UPDATE $ SET n = 1", "ALTER TABLE $ ALTER COLUMN n TYPE INT", UPDATE),
                usual("with protected checkpoints", properties("'delta.feature.checkpointProtection' = 'supported'")),
                usual("with a vacuum check", properties("'delta.feature.vacuumProtocolCheck' = 'supported'")),
                usual("append-only", properties("'delta.appendOnly' = 'true'")).appendOnly(),
                usual("for Iceberg readers", properties(MAPPED, "'delta.enableIcebergCompatV2' = 'true'")),
                usual("without statistics", properties("'delta.dataSkippingNumIndexedCols' = '0'")),
                usual("with statistics of one column", properties("'delta.dataSkippingStatsColumns' = 'name'")),
                usual("with a checkpoint for each commit", properties("'delta.checkpointInterval' = '1'", FEED)));
    }

    private static List<TableVariant> columns() {
        return List.of(
                ofColumns("with a check", COLUMNS, "").then("ALTER TABLE $ ADD CONSTRAINT some CHECK (id >= 0)"),
                ofColumns(
                        "with required columns",
                        "id BIGINT NOT NULL, name STRING NOT NULL, amount DECIMAL(10,2), day DATE",
                        ""),
                ofColumns(
                                "with a default",
                                COLUMNS + ", state STRING DEFAULT 'new', n INT DEFAULT 7",
                                properties("'delta.feature.allowColumnDefaults' = 'supported'", FEED))
                        .then("UPDATE $ SET state = 'old' WHERE id < 10")
                        .filling("state", "n"),
                ofBuilder(
                                "with a generated column",
                                "label",
                                column -> column.dataType("string")
                                        .generatedAlwaysAs("concat(name, CAST(amount AS STRING))"))
                        .then("ALTER TABLE $ SET TBLPROPERTIES (" + FEED + ")", UPDATE),
                ofBuilder(
                        "partitioned by a generated column",
                        "bucket",
                        column -> column.dataType("bigint").generatedAlwaysAs("id % 4"),
                        "bucket"),
                ofBuilder("numbered", "seq", column -> column.dataType("bigint").generatedAlwaysAsIdentity()),
                ofBuilder(
                                "numbered by default, from 100 by 5, with a feed",
                                "seq",
                                column -> column.dataType("bigint").generatedByDefaultAsIdentity(100, 5))
                        .then("ALTER TABLE $ SET TBLPROPERTIES (" + FEED + ")", UPDATE),
                ofColumns("with times without zone", COLUMNS + ", at TIMESTAMP_NTZ", ""),
                ofColumns("with texts of limited length", COLUMNS.replace("name STRING", "name VARCHAR(20)"), ""),
                ofColumns("with texts of fixed length", COLUMNS.replace("name STRING", "name CHAR(20)"), ""),
                made(
                        "partitioned by a text of fixed length",
                        "CREATE TABLE $ (id BIGINT, name STRING, day DATE, c CHAR(3)) USING delta"
                                + " PARTITIONED BY (c)",
                        "INSERT INTO $ SELECT id, concat('n', id), date_add(DATE'2025-03-01', CAST(id % 3 AS INT)), 'de'"
                                + " FROM range(0, 30)"),
                new TableVariant(
                        "with names in upper case",
                        sql(
                                "CREATE TABLE $ (ID BIGINT, Name STRING, DaY DATE) USING delta PARTITIONED BY (DaY) "
                                        + properties(FEED),
                                "INSERT INTO $ SELECT id, concat('n', id), date_add(DATE'2025-03-01', CAST(id % 3 AS INT))"
                                        + " FROM range(0, 30)"),
                        "ID",
                        "Name",
                        "DaY",
                        List.of(),
                        false),
                made(
                        "with nested columns",
                        "CREATE TABLE $ (id BIGINT, name STRING, day DATE, s STRUCT<a: INT, b: STRUCT<c: STRING>>,"
                                + " l ARRAY<STRUCT<x: INT>>, m MAP<STRING, INT>) USING delta "
                                + properties(FEED, MAPPED),
                        "INSERT INTO $ SELECT id, concat('n', id), date_add(DATE'2025-03-01', CAST(id % 3 AS INT)),"
                                + " struct(CAST(id AS INT), struct('c')), array(struct(1), struct(2)),"
                                + " map('k', CAST(id AS INT)) FROM range(0, 30)"),
                made(
                        "partitioned by an instant and a number with decimals",
                        "CREATE TABLE $ (id BIGINT, name STRING, day DATE, at TIMESTAMP, d DECIMAL(5,2)) USING delta"
                                + " PARTITIONED BY (at, d)",
                        "INSERT INTO $ SELECT id, concat('n', id), date_add(DATE'2025-03-01', CAST(id % 3 AS INT)),"
                                + " TIMESTAMP'2025-03-09 01:30:00', 1.5 FROM range(0, 30)"),
                made(
                        "with many columns",
                        "CREATE TABLE $ (" + many("c%d INT") + ", id BIGINT, name STRING, day DATE) USING delta",
                        "INSERT INTO $ SELECT " + many("%d") + ", id, concat('n', id),"
                                + " date_add(DATE'2025-03-01', CAST(id % 3 AS INT)) FROM range(0, 30)"));
    }

    private static String many(String each) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            text.append(i == 0 ? "" : ", ").append(each.formatted(i));
        }
        return text.toString();
    }

    private static List<TableVariant> origins() {
        return List.of(
                made(
                        "converted from Parquet",
                        "INSERT OVERWRITE DIRECTORY '$path' USING parquet " + ROWS + " FROM range(0, 30)",
                        "CONVERT TO DELTA parquet.`$path`"),
                made(
                        "a shallow clone",
                        "CREATE TABLE delta.`$path-source` (" + COLUMNS + ") USING delta PARTITIONED BY (day)",
                        "INSERT INTO delta.`$path-source` " + ROWS + " FROM range(0, 30)",
                        "CREATE TABLE $ SHALLOW CLONE delta.`$path-source`"),
                usual("restored", properties(FEED)).then(UPDATE, "RESTORE TABLE $ TO VERSION AS OF 1", insert(20, 30)));
    }
}
