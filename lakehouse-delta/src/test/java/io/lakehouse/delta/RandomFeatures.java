package io.lakehouse.delta;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.sum;
import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.table.Fields;
import io.lakehouse.core.table.PropertyValue;
import io.lakehouse.core.table.TableProperty;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/** The Delta features of a random table, and what must hold of what they record. */
public record RandomFeatures(boolean vectors, boolean feed, boolean mapped, boolean tracked) {

    public List<PropertyValue> properties() {
        List<PropertyValue> properties = new ArrayList<>();
        if (vectors) {
            properties.add(TableProperty.flag("delta.enableDeletionVectors", "cheap deletes")
                    .of(true));
        }
        if (feed) {
            properties.add(TableProperty.flag("delta.enableChangeDataFeed", "for followers")
                    .of(true));
        }
        if (mapped) {
            properties.add(
                    TableProperty.text("delta.columnMapping.mode", "to rename").of("name"));
        }
        if (tracked) {
            properties.add(
                    TableProperty.flag("delta.enableRowTracking", "lineage").of(true));
        }
        return properties;
    }

    /** The changes of all versions must add up to the rows, and row ids must be unique. */
    void requireConsistent(SparkSession session, LakehouseTable table, String name) {
        if (feed) {
            Dataset<Row> changes = session.read()
                    .format("delta")
                    .option("readChangeFeed", "true")
                    .option("startingVersion", 0)
                    .load(table.location())
                    .withColumn("weight", expr("if(_change_type in ('insert', 'update_postimage'), 1, -1)"));
            Dataset<Row> left = changes.groupBy(Fields.columns(table.spec().fields()))
                    .agg(sum(col("weight")).as("weight"))
                    .filter("weight <> 0")
                    .withColumn("weight", expr("explode(sequence(1, weight))"))
                    .drop("weight");
            // Delta reads feeds through Java's strings, which have no bytes that are no characters.
            Dataset<Row> held = session.read().format("delta").load(table.location());
            Dataset<Row> asJava = held.sparkSession().createDataFrame(held.collectAsList(), held.schema());
            assertThat(RandomRows.contents(left)).as(name + " by its feed").isEqualTo(RandomRows.contents(asJava));
        }
        if (tracked) {
            Dataset<Row> ids = table.read().select("_metadata.row_id");
            assertThat(ids.distinct().count()).as(name + " row ids").isEqualTo(ids.count());
        }
    }

    @Override
    public String toString() {
        return (vectors ? " vectors" : "")
                + (feed ? " feed" : "")
                + (mapped ? " mapped" : "")
                + (tracked ? " tracked" : "");
    }
}
