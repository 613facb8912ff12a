package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.Expression;
import org.apache.spark.sql.catalyst.expressions.JoinedRow;
import org.apache.spark.sql.catalyst.expressions.Literal;
import org.apache.spark.sql.catalyst.expressions.UnsafeProjection;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.sql.catalyst.expressions.codegen.GenerateUnsafeRowJoiner;
import org.apache.spark.sql.catalyst.expressions.codegen.UnsafeRowJoiner;
import org.apache.spark.sql.types.StructType;

/**
 * Joins rows of a table, part by part, with source rows that have a key each. Safe for use by many threads, as long as
 * each {@link Found} is used by one of them.
 */
public final class LocalJoin {

    private final LocalRows source;
    private final Map<UnsafeRow, Integer> positions;
    private final StructType schema;
    private final Pool<Side> sides;
    private final UnsafeRow withoutTableRow;
    private final UnsafeRow withoutSourceRow;

    /** What computes the keys of the table's rows and joins them, for one thread. */
    private record Side(RowKeys keys, UnsafeRowJoiner joiner) {}

    private LocalJoin(
            LocalRows source,
            Map<UnsafeRow, Integer> positions,
            StructType table,
            StructType schema,
            Supplier<RowKeys> tableKeys) {
        this.source = source;
        this.positions = positions;
        this.schema = schema;
        this.sides =
                new Pool<>(() -> new Side(tableKeys.get(), GenerateUnsafeRowJoiner.create(table, source.schema())));
        this.withoutTableRow = nulls(table);
        this.withoutSourceRow = nulls(source.schema());
    }

    /**
     * Prepares to join.
     *
     * @param source rows with different keys
     * @param sourceKey the columns of the key in the source
     * @param table the columns of the table's rows, by other names than those of the source
     * @param tableKey the columns of the key there
     */
    public static LocalJoin of(
            SparkSession spark, LocalRows source, List<String> sourceKey, StructType table, List<String> tableKey) {
        RowKeys keys = RowKeys.of(spark, source.schema(), sourceKey);
        Map<UnsafeRow, Integer> positions = new HashMap<>(2 * source.size());
        for (int at = 0; at < source.size(); at++) {
            UnsafeRow key = keys.of(source.rows().get(at));
            if (key == null || positions.putIfAbsent(key.copy(), at) != null) {
                throw new IllegalStateException("Cannot join rows whose keys are not unique.");
            }
        }
        return ActiveSession.with(
                spark,
                () -> new LocalJoin(
                        source,
                        positions,
                        table,
                        joined(table, source.schema()),
                        () -> RowKeys.of(spark, table, tableKey)));
    }

    private static StructType joined(StructType table, StructType source) {
        StructType both = table.asNullable();
        for (var field : source.asNullable().fields()) {
            both = both.add(field);
        }
        return both;
    }

    private static UnsafeRow nulls(StructType schema) {
        List<Expression> values = new ArrayList<>();
        Attributes.of(schema).forEach(column -> values.add(Literal.create(null, column.dataType())));
        return UnsafeProjection.create(ScalaLists.<Expression>seq(values))
                .apply(new UnsafeRow(0))
                .copy();
    }

    /** The columns of joined rows: those of the table, then those of the source. */
    public StructType schema() {
        return schema;
    }

    /** Joins rows of the table. */
    public Joined with(LocalRows rows) {
        int[] partners = new int[rows.size()];
        sides.with(side -> {
            for (int at = 0; at < partners.length; at++) {
                UnsafeRow key = side.keys().of(rows.rows().get(at));
                Integer partner = key == null ? null : positions.get(key);
                partners[at] = partner == null ? -1 : partner;
            }
            return partners;
        });
        return new Joined(rows, partners);
    }

    /** Rows of the table, each with the source row of its key, if there is one. */
    public final class Joined {

        private final LocalRows rows;
        private final int[] partners;

        private Joined(LocalRows rows, int[] partners) {
            this.rows = rows;
            this.partners = partners;
        }

        /** The positions of the rows that have a source row. */
        public List<Integer> matched() {
            return IntStream.range(0, partners.length)
                    .filter(at -> partners[at] >= 0)
                    .boxed()
                    .toList();
        }

        /** The positions of all rows. */
        public List<Integer> all() {
            return IntStream.range(0, partners.length).boxed().toList();
        }

        /** The result of a pipeline for each of the joined rows at these positions. */
        public LocalRows through(RowPipeline pipeline, List<Integer> positions) {
            JoinedRow joined = new JoinedRow();
            return pipeline.apply(() -> positions.stream()
                    .<InternalRow>map(at -> joined.apply(rows.rows().get(at), source(at)))
                    .iterator());
        }

        private UnsafeRow source(int row) {
            return partners[row] < 0 ? withoutSourceRow : source.rows().get(partners[row]);
        }

        /** The joined rows at these positions. */
        public LocalRows at(List<Integer> positions) {
            return sides.with(side -> {
                List<UnsafeRow> joined = new ArrayList<>(positions.size());
                positions.forEach(at -> joined.add(
                        side.joiner().join(rows.rows().get(at), source(at)).copy()));
                return LocalRows.of(schema, joined);
            });
        }
    }

    /**
     * Starts to find partners for some of the source rows.
     *
     * @param sourceRows their positions
     */
    public Found find(List<Integer> sourceRows) {
        return new Found(sourceRows);
    }

    /** The source rows of a part of the work, and which of them have a row of the table. */
    public final class Found {

        private final Set<Integer> missing;

        private Found(List<Integer> sourceRows) {
            this.missing = new LinkedHashSet<>(sourceRows);
        }

        /** Takes note of joined rows; false if one of them has a source row that was found before, or of another part. */
        public boolean add(Joined joined) {
            for (int partner : joined.partners) {
                if (partner >= 0 && !missing.remove(partner)) {
                    return false;
                }
            }
            return true;
        }

        /** The source rows without a row of the table so far, as joined rows. */
        public LocalRows missing() {
            return sides.with(side -> LocalRows.of(
                    schema,
                    missing.stream()
                            .map(at -> side.joiner()
                                    .join(withoutTableRow, source.rows().get(at))
                                    .copy())
                            .toList()));
        }
    }
}
