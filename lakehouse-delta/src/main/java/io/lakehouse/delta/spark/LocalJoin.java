package io.lakehouse.delta.spark;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
import org.jspecify.annotations.Nullable;

/** Joins rows of a table, part by part, with source rows that have a key each. */
public final class LocalJoin {

    private final LocalRows source;
    private final Map<UnsafeRow, Integer> positions;
    private final RowKeys tableKeys;
    private final StructType schema;
    private final UnsafeRowJoiner joiner;
    private final UnsafeRow withoutTableRow;
    private final UnsafeRow withoutSourceRow;
    /** The source rows with a row of the table, so far. */
    private final BitSet found = new BitSet();

    private LocalJoin(
            LocalRows source,
            Map<UnsafeRow, Integer> positions,
            RowKeys tableKeys,
            StructType table,
            StructType schema) {
        this.source = source;
        this.positions = positions;
        this.tableKeys = tableKeys;
        this.schema = schema;
        this.joiner = GenerateUnsafeRowJoiner.create(table, source.schema());
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
        return ActiveSession.with(spark, () -> {
            RowKeys keys = RowKeys.of(spark, source.schema(), sourceKey);
            Map<UnsafeRow, Integer> positions = new HashMap<>(2 * source.size());
            for (int at = 0; at < source.size(); at++) {
                UnsafeRow key = keys.of(source.rows().get(at));
                if (key == null || positions.putIfAbsent(key.copy(), at) != null) {
                    throw new IllegalStateException("Cannot join rows whose keys are not unique.");
                }
            }
            return new LocalJoin(
                    source, positions, RowKeys.of(spark, table, tableKey), table, joined(table, source.schema()));
        });
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

    /** Rows of the table, each with the source row of its key, if there is one. */
    public final class Joined {

        private final LocalRows rows;
        private final int[] partners;
        private final boolean hasDuplicates;

        private Joined(LocalRows rows, int[] partners, boolean hasDuplicates) {
            this.rows = rows;
            this.partners = partners;
            this.hasDuplicates = hasDuplicates;
        }

        /** Whether a row has a source row. */
        public boolean isMatched(int row) {
            return partners[row] >= 0;
        }

        /** Whether another row of the table has the same source row as one of these. */
        public boolean hasDuplicates() {
            return hasDuplicates;
        }

        /** The result of a pipeline for each joined row. */
        public LocalRows through(RowPipeline pipeline) {
            JoinedRow joined = new JoinedRow();
            return pipeline.apply(() -> IntStream.range(0, rows.size())
                    .<InternalRow>mapToObj(at -> joined.apply(rows.rows().get(at), source(at)))
                    .iterator());
        }

        private UnsafeRow source(int row) {
            return partners[row] < 0 ? withoutSourceRow : source.rows().get(partners[row]);
        }

        /** The joined rows at these positions. */
        public LocalRows at(List<Integer> positions) {
            List<UnsafeRow> joined = new ArrayList<>(positions.size());
            positions.forEach(at ->
                    joined.add(joiner.join(rows.rows().get(at), source(at)).copy()));
            return LocalRows.of(schema, joined);
        }
    }

    /** Joins rows of the table. */
    public Joined with(LocalRows rows) {
        int[] partners = new int[rows.size()];
        boolean hasDuplicates = false;
        for (int at = 0; at < rows.size(); at++) {
            Integer partner = partner(rows.rows().get(at));
            partners[at] = partner == null ? -1 : partner;
            if (partner != null) {
                hasDuplicates |= found.get(partner);
                found.set(partner);
            }
        }
        return new Joined(rows, partners, hasDuplicates);
    }

    private @Nullable Integer partner(UnsafeRow row) {
        UnsafeRow key = tableKeys.of(row);
        return key == null ? null : positions.get(key);
    }

    /** The source rows without a row of the table, so far. */
    public LocalRows unmatched() {
        List<UnsafeRow> fresh = new ArrayList<>();
        for (int at = 0; at < source.size(); at++) {
            if (!found.get(at)) {
                fresh.add(joiner.join(withoutTableRow, source.rows().get(at)).copy());
            }
        }
        return LocalRows.of(schema, fresh);
    }
}
