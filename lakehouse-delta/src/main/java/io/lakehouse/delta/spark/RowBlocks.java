package io.lakehouse.delta.spark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.spark.SparkEnv;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.io.CompressionCodec;
import org.apache.spark.sql.catalyst.InternalRow;
import org.apache.spark.sql.catalyst.expressions.UnsafeRow;
import org.apache.spark.unsafe.Platform;

/**
 * Rows of a query as bytes, compressed in blocks. A block starts with its number of rows and its uncompressed size. The
 * compressed rows follow, each as its length and then the row in Spark's own format.
 */
final class RowBlocks {

    /**
     * The size of a full block with rows of up to 64 KiB. With G1, an array of twice this size is a humongous object in
     * a small heap.
     */
    private static final int MAX_BLOCK_BYTES = 256 << 10;

    /** Large enough to compress well. */
    private static final int BLOCK_BYTES = 192 << 10;

    /** Caps the compression ratio for size estimates, since Spark broadcasts small rows uncompressed. */
    private static final int MAX_RATIO = 4;

    /** The size of a block's counts, and of a row's length. Rows start at multiples of 8 bytes, as in Spark. */
    private static final int PREFIX_BYTES = 8;

    private RowBlocks() {}

    /**
     * The number of rows and their size.
     *
     * @param bytes the compressed size, but at least a quarter of the uncompressed size
     */
    record Size(long rows, long bytes) {}

    /**
     * Blocks as a job found them.
     *
     * @param blocks the blocks themselves; empty if they are not few
     */
    record Found(Size size, List<byte[]> blocks) {}

    /**
     * Reads all blocks by one job.
     *
     * @param maxBytes up to which size of all blocks to return them
     */
    static Found read(JavaRDD<byte[]> blocks, long maxBytes) {
        long rows = 0;
        long bytes = 0;
        long packed = 0;
        List<byte[]> all = new ArrayList<>();
        // Few rows can still be in one of many parts; all parts together must not be too much for the driver.
        long maxOfPart = 4 * maxBytes / Math.max(1, blocks.getNumPartitions());
        for (Part part : blocks.mapPartitions(new Reading(maxOfPart)).collect()) {
            rows += part.rows;
            bytes += part.bytes;
            packed += part.packed;
            all.addAll(part.blocks);
        }
        Size size = new Size(rows, Math.max(packed, bytes / MAX_RATIO));
        boolean isComplete = all.stream().mapToLong(block -> block.length).sum() == packed;
        return new Found(size, isComplete && packed <= maxBytes ? all : List.of());
    }

    /** The blocks of a part, or only their number of rows and their sizes, uncompressed and compressed. */
    private static final class Part implements Serializable {

        private static final long serialVersionUID = 1;

        // Not a record and not final, for sessions that serialize with Kryo.
        private long rows;
        private long bytes;
        private long packed;
        private ArrayList<byte[]> blocks = new ArrayList<>();
    }

    private static final class Reading implements FlatMapFunction<Iterator<byte[]>, Part> {

        private static final long serialVersionUID = 1;

        private final long maxBytes;

        Reading(long maxBytes) {
            this.maxBytes = maxBytes;
        }

        @Override
        public Iterator<Part> call(Iterator<byte[]> blocks) {
            Part part = new Part();
            while (blocks.hasNext()) {
                byte[] block = blocks.next();
                ByteBuffer counts = ByteBuffer.wrap(block);
                part.rows += counts.getInt();
                part.bytes += counts.getInt();
                part.packed += block.length;
                if (part.packed <= maxBytes) {
                    part.blocks.add(block);
                }
            }
            if (part.packed > maxBytes) {
                part.blocks.clear();
            }
            return List.of(part).iterator();
        }
    }

    private static CompressionCodec codec() {
        return CompressionCodec.createCodec(SparkEnv.get().conf(), "lz4");
    }

    /** Packs rows into blocks. */
    static final class Packing implements FlatMapFunction<Iterator<InternalRow>, byte[]> {

        private static final long serialVersionUID = 1;

        @Override
        public Iterator<byte[]> call(Iterator<InternalRow> rows) {
            CompressionCodec codec = codec();
            ByteArrayOutputStream block = new ByteArrayOutputStream(MAX_BLOCK_BYTES);
            byte[] buffer = new byte[4096];
            return new Iterator<>() {

                @Override
                public boolean hasNext() {
                    return rows.hasNext();
                }

                @Override
                public byte[] next() {
                    if (!rows.hasNext()) {
                        throw new NoSuchElementException();
                    }
                    try {
                        return packed();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }

                private byte[] packed() throws IOException {
                    block.reset();
                    DataOutputStream lengths = new DataOutputStream(block);
                    int count = 0;
                    while (rows.hasNext() && block.size() < BLOCK_BYTES) {
                        UnsafeRow row = (UnsafeRow) rows.next();
                        lengths.writeLong(row.getSizeInBytes());
                        row.writeToStream(block, buffer);
                        count++;
                    }
                    ByteArrayOutputStream packed = new ByteArrayOutputStream(block.size() / 2);
                    DataOutputStream counts = new DataOutputStream(packed);
                    counts.writeInt(count);
                    counts.writeInt(block.size());
                    try (OutputStream compressed = codec.compressedOutputStream(packed)) {
                        block.writeTo(compressed);
                    }
                    return packed.toByteArray();
                }
            };
        }
    }

    /** Unpacks blocks into rows. Reuses one row object for all of them, as Spark's own scans do. */
    static final class Unpacking implements FlatMapFunction<Iterator<byte[]>, InternalRow> {

        private static final long serialVersionUID = 1;

        private final int columns;

        Unpacking(int columns) {
            this.columns = columns;
        }

        @Override
        public Iterator<InternalRow> call(Iterator<byte[]> blocks) {
            CompressionCodec codec = codec();
            UnsafeRow row = new UnsafeRow(columns);
            return new Iterator<>() {

                private ByteBuffer block = ByteBuffer.allocate(0);

                @Override
                public boolean hasNext() {
                    return block.hasRemaining() || blocks.hasNext();
                }

                @Override
                public InternalRow next() {
                    if (!block.hasRemaining()) {
                        block = ByteBuffer.wrap(unpacked(codec, blocks.next()));
                    }
                    int length = Math.toIntExact(block.getLong());
                    row.pointTo(block.array(), Platform.BYTE_ARRAY_OFFSET + block.position(), length);
                    block.position(block.position() + length);
                    return row;
                }
            };
        }

        private static byte[] unpacked(CompressionCodec codec, byte[] packed) {
            byte[] block = new byte[ByteBuffer.wrap(packed).getInt(Integer.BYTES)];
            InputStream compressed = new ByteArrayInputStream(packed, PREFIX_BYTES, packed.length - PREFIX_BYTES);
            try (DataInputStream stream = new DataInputStream(codec.compressedInputStream(compressed))) {
                stream.readFully(block);
                return block;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
