package io.lakehouse.crypto.bench.rivals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.InitContext;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.MessageTypeParser;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;

/** Reads and writes rows of hourly prices by parquet-java alone. */
final class PriceFiles {

    private static final int JULIAN_DAY_OF_EPOCH = 2_440_588;
    private static final long MICROS_OF_DAY = 86_400_000_000L;

    private static final MessageType SCHEMA = MessageTypeParser.parseMessageType("""
            message prices {
              required binary id (STRING);
              required binary symbol (STRING);
              required int64 last_updated (TIMESTAMP(MICROS,true));
              optional fixed_len_byte_array(16) current_price (DECIMAL(38,18));
              optional fixed_len_byte_array(16) market_cap (DECIMAL(38,18));
              optional fixed_len_byte_array(16) total_volume (DECIMAL(38,18));
              optional int64 ingested_at (TIMESTAMP(MICROS,true));
            }""");

    private final Configuration configuration;

    PriceFiles(Configuration configuration) {
        this.configuration = configuration;
    }

    record Key(Binary id, long lastUpdated) {}

    /** A row; instants are in microseconds since the epoch. No value is NULL. */
    record Price(Binary id, Binary symbol, long lastUpdated, Binary price, Binary cap, Binary volume, long ingestedAt) {

        Key key() {
            return new Key(id, lastUpdated);
        }
    }

    List<Price> read(Path file) {
        List<Price> rows = new ArrayList<>();
        try (ParquetReader<Price> reader = ParquetReader.builder(new Reading(), hadoopPath(file))
                .withConf(configuration)
                .build()) {
            for (Price row = reader.read(); row != null; row = reader.read()) {
                rows.add(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }

    void write(Path file, List<Price> rows) {
        try (ParquetWriter<Price> writer = new Builder(hadoopPath(file))
                .withConf(configuration)
                .withCompressionCodec(CompressionCodecName.SNAPPY)
                .build()) {
            for (Price row : rows) {
                writer.write(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static org.apache.hadoop.fs.Path hadoopPath(Path file) {
        return new org.apache.hadoop.fs.Path(file.toUri());
    }

    private static final class Builder extends ParquetWriter.Builder<Price, Builder> {

        Builder(org.apache.hadoop.fs.Path file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<Price> getWriteSupport(Configuration configuration) {
            return new Writing();
        }
    }

    private static final class Writing extends WriteSupport<Price> {

        @SuppressWarnings("NullAway.Init") // set before the first row is written
        private RecordConsumer consumer;

        @Override
        public WriteContext init(Configuration configuration) {
            return new WriteContext(SCHEMA, Map.of());
        }

        @Override
        public void prepareForWrite(RecordConsumer records) {
            this.consumer = records;
        }

        @Override
        public void write(Price row) {
            consumer.startMessage();
            field(0, row.id);
            field(1, row.symbol);
            field(2, row.lastUpdated);
            field(3, row.price);
            field(4, row.cap);
            field(5, row.volume);
            field(6, row.ingestedAt);
            consumer.endMessage();
        }

        private void field(int index, Binary value) {
            consumer.startField(SCHEMA.getFieldName(index), index);
            consumer.addBinary(value);
            consumer.endField(SCHEMA.getFieldName(index), index);
        }

        private void field(int index, long value) {
            consumer.startField(SCHEMA.getFieldName(index), index);
            consumer.addLong(value);
            consumer.endField(SCHEMA.getFieldName(index), index);
        }
    }

    /** Reads the columns by name, whatever others a file has. */
    private static final class Reading extends ReadSupport<Price> {

        @Override
        public ReadContext init(InitContext context) {
            MessageType stored = context.getFileSchema();
            return new ReadContext(new MessageType(
                    stored.getName(),
                    SCHEMA.getFields().stream()
                            .map(field -> stored.getType(field.getName()))
                            .toList()));
        }

        @Override
        public RecordMaterializer<Price> prepareForRead(
                Configuration configuration, Map<String, String> metadata, MessageType file, ReadContext context) {
            return new Materializer();
        }
    }

    private static final class Materializer extends RecordMaterializer<Price> {

        private final Binary[] binaries = new Binary[SCHEMA.getFieldCount()];
        private final long[] longs = new long[SCHEMA.getFieldCount()];

        @Override
        public Price getCurrentRecord() {
            return new Price(binaries[0], binaries[1], longs[2], binaries[3], binaries[4], binaries[5], longs[6]);
        }

        @Override
        public GroupConverter getRootConverter() {
            return new GroupConverter() {

                @Override
                public Converter getConverter(int field) {
                    return new Value(field);
                }

                @Override
                public void start() {}

                @Override
                public void end() {}
            };
        }

        private final class Value extends PrimitiveConverter {

            private final int field;

            Value(int field) {
                this.field = field;
            }

            @Override
            public void addBinary(Binary value) {
                if (SCHEMA.getType(field).asPrimitiveType().getPrimitiveTypeName() == PrimitiveTypeName.INT64) {
                    longs[field] = micros(value);
                } else {
                    binaries[field] = value.copy();
                }
            }

            @Override
            public void addLong(long value) {
                longs[field] = value;
            }
        }

        /** Spark stores instants as a day and nanoseconds by default. */
        private static long micros(Binary int96) {
            var bytes = int96.toByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
            long nanos = bytes.getLong();
            return (bytes.getInt() - JULIAN_DAY_OF_EPOCH) * MICROS_OF_DAY + nanos / 1_000;
        }
    }
}
