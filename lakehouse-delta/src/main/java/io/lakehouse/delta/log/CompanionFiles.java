package io.lakehouse.delta.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.ScalaLists;
import java.io.BufferedReader;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.delta.DeltaLog;
import org.apache.spark.sql.delta.DummySnapshot;
import org.apache.spark.sql.delta.OptimisticTransaction;
import org.apache.spark.sql.delta.actions.Action;
import org.apache.spark.sql.delta.actions.AddFile;
import org.apache.spark.sql.delta.actions.Format;
import org.apache.spark.sql.delta.actions.Metadata;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructType;
import scala.Option;

/**
 * Rows that a table keeps beside its data, in a folder that Delta and other engines ignore. They are Parquet files with
 * statistics, like data files, but have no log of their own. A listing, which is never changed, names the files that
 * count together, and a commit of the table refers to the listing by number. So both change in one atomic commit, and
 * each version of the table has the companion rows of that version.
 */
public final class CompanionFiles {

    /** The keys of deleted rows. */
    public static final String DELETED_KEYS = "deleted-keys";

    /** The keys of versions that are not in a history because they equal the version before them. */
    public static final String UNCHANGED_VERSIONS = "unchanged-versions";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FOLDER = "_lakehouse";
    private static final int FORMAT = 1;
    private static final String SUFFIX = ".files.json";

    private final String stream;
    private final SparkSession session;
    private final DeltaLog log;
    private final Metadata metadata;

    private CompanionFiles(String stream, SparkSession session, DeltaLog log, Metadata metadata) {
        this.stream = stream;
        this.session = session;
        this.log = log;
        this.metadata = metadata;
    }

    /**
     * The companion rows of a name.
     *
     * @param name one of the constants of this class
     * @param schema the columns of the rows
     */
    public static CompanionFiles of(TableLog table, String name, StructType schema) {
        DeltaLog log = DeltaLog.forTable(table.verbSession(), folder(table.location(), name));
        Metadata metadata = new Metadata(
                UUID.randomUUID().toString(),
                name,
                "",
                new Format("parquet", ScalaLists.map(Map.of())),
                schema.json(),
                ScalaLists.seq(List.of()),
                // Against defaults of the session for new tables.
                ScalaLists.map(Map.of("delta.columnMapping.mode", "none", "delta.enableChangeDataFeed", "false")),
                Option.empty());
        return new CompanionFiles(streamOf(name), table.verbSession(), log, metadata);
    }

    private static String streamOf(String name) {
        return StreamRecords.COMPANION + name;
    }

    /** The number of the listing that counts. If the log no longer shows it, the last one: its events did happen. */
    public OptionalLong listingIn(DeltaTransaction transaction) {
        return listingIn(transaction.progressOf(stream), stream);
    }

    private static OptionalLong listingIn(StreamProgress progress, String stream) {
        long recorded = progress.recorded(stream);
        return progress.isUncertain(stream) && recorded >= 0 ? OptionalLong.of(recorded) : progress.of(stream);
    }

    /** Makes a listing count with the commit of a transaction. */
    public void recordIn(DeltaTransaction transaction, List<DataFile> files) {
        transaction.recordProgress(stream, save(files));
    }

    /** Forgets companion rows with the commit of a transaction; false if there are none. */
    public static boolean forget(String name, DeltaTransaction transaction) {
        if (listingIn(transaction.progressOf(streamOf(name)), streamOf(name)).isEmpty()) {
            return false;
        }
        transaction.forgetProgress(streamOf(name));
        return true;
    }

    static Path folder(String location, String name) {
        return new Path(new Path(location, FOLDER), name);
    }

    /** The columns of the rows, as {@link TableSnapshot#columns} has those of a table. */
    public TableSnapshot snapshot() {
        return new TableSnapshot(dummy(), new TableFiles(), "UTC");
    }

    private DummySnapshot dummy() {
        return new DummySnapshot(log.logPath(), log, metadata, Option.empty());
    }

    /** Writes rows to new files, which count once a listing has them. */
    public List<DataFile> write(ArrangedRows rows) {
        return ActiveSession.with(session, () -> {
            OptimisticTransaction neverCommitted = log.startTransaction(Option.empty(), Option.empty());
            neverCommitted.updateMetadataForNewTable(metadata);
            List<DataFile> written = new ArrayList<>();
            ScalaLists.list(neverCommitted.writeFiles(rows.rows(), Option.empty()))
                    .forEach(action -> {
                        if (action instanceof AddFile file) {
                            written.add(new DataFile(file));
                        }
                    });
            return written;
        });
    }

    /** The rows of files. */
    public Dataset<Row> read(List<DataFile> files) {
        return KnownFiles.read(session, dummy(), files);
    }

    /**
     * A listing of files that count together.
     *
     * @param schema the columns of their rows
     */
    public record Listing(StructType schema, List<DataFile> files) {

        public Listing {
            files = List.copyOf(files);
        }
    }

    /** Stores a listing, and returns its number. */
    private long save(List<DataFile> files) {
        long number = UUID.randomUUID().getLeastSignificantBits() & Long.MAX_VALUE;
        try (FSDataOutputStream stream = storage().create(pathOf(number), false)) {
            StringBuilder lines = new StringBuilder();
            lines.append(JSON.writeValueAsString(Map.of("format", FORMAT, "schema", metadata.schemaString())))
                    .append('\n');
            files.forEach(file -> lines.append(file.action().json()).append('\n'));
            stream.write(lines.toString().getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to write " + pathOf(number) + ": " + e + ".", e);
        }
        return number;
    }

    /** A listing by its number; empty if it is no longer there. */
    public Optional<Listing> load(long number) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(storage().open(pathOf(number)), StandardCharsets.UTF_8))) {
            JsonNode header = JSON.readTree(Objects.requireNonNullElse(lines.readLine(), ""));
            if (header.path("format").asInt() != FORMAT) {
                throw LogErrors.unknownListing(pathOf(number).toString());
            }
            List<DataFile> files = lines.lines()
                    .map(line -> new DataFile((AddFile) Action.fromJson(line)))
                    .toList();
            return Optional.of(new Listing(
                    (StructType) DataType.fromJson(header.path("schema").asText()), files));
        } catch (FileNotFoundException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to read " + pathOf(number) + ": " + e + ".", e);
        }
    }

    private Path pathOf(long number) {
        return new Path(log.dataPath(), nameOf(number));
    }

    private static String nameOf(long number) {
        return Long.toHexString(number) + SUFFIX;
    }

    private FileSystem storage() throws IOException {
        return log.dataPath().getFileSystem(log.newDeltaHadoopConf());
    }

    /**
     * The companion files that no version of a table since an instant refers to, with their sizes. What is younger may
     * belong to a commit that is still being made.
     */
    public static Map<Path, Long> expired(TableSnapshot snapshot, Instant cutoff) {
        Map<Path, Long> expired = new LinkedHashMap<>();
        try {
            Path root = new Path(snapshot.folder(), FOLDER);
            FileSystem storage = root.getFileSystem(snapshot.hadoopConf());
            for (FileStatus folder : statuses(storage, root)) {
                if (folder.isDirectory()) {
                    List<FileStatus> files = statuses(storage, folder.getPath());
                    Set<String> needed = needed(
                            snapshot, streamOf(folder.getPath().getName()), storage, files, cutoff.toEpochMilli());
                    files.stream()
                            .filter(file -> file.isFile() && file.getModificationTime() < cutoff.toEpochMilli())
                            .filter(file -> !needed.contains(file.getPath().getName()))
                            .forEach(file -> expired.put(file.getPath(), file.getLen()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Failed to list " + FOLDER + " in " + snapshot.folder() + ": " + e, e);
        }
        return expired;
    }

    /** The names of the listings that a version since the cutoff refers to, and of the files in them. */
    private static Set<String> needed(
            TableSnapshot snapshot, String stream, FileSystem storage, List<FileStatus> files, long cutoff)
            throws IOException {
        List<Recorded> records = new ArrayList<>();
        snapshot.replayHeld(0, snapshot.version(), commit -> {
            Map<String, Long> recorded = new HashMap<>();
            commit.actions().forEach(action -> StreamRecords.collect(action, recorded));
            Long number = recorded.get(stream);
            if (number != null) {
                records.add(new Recorded(number, commit.time()));
            }
        });
        Set<String> unneeded = new HashSet<>();
        // Versions refer to a listing until a commit records the next one.
        for (int at = 0; at + 1 < records.size(); at++) {
            if (records.get(at + 1).time() < cutoff) {
                unneeded.add(nameOf(records.get(at).number()));
            }
        }
        records.stream()
                .filter(record -> records.indexOf(record) + 1 == records.size()
                        || records.get(records.indexOf(record) + 1).time() >= cutoff)
                .forEach(record -> unneeded.remove(nameOf(record.number())));
        boolean isOldestNeeded = records.isEmpty() || records.get(0).time() >= cutoff;
        Set<String> known =
                records.stream().map(record -> nameOf(record.number())).collect(Collectors.toSet());
        StreamProgress progress = snapshot.progress();
        listingIn(progress, stream).ifPresent(number -> unneeded.remove(nameOf(number)));
        Set<String> needed = new HashSet<>();
        for (FileStatus file : files) {
            String name = file.getPath().getName();
            // The commit of a listing that no commit records is gone from the log, or was never made.
            boolean isNeeded = known.contains(name) ? !unneeded.contains(name) : isOldestNeeded;
            boolean isCurrent = name.equals(
                    listingIn(progress, stream).isPresent()
                            ? nameOf(listingIn(progress, stream).getAsLong())
                            : "");
            if (name.endsWith(SUFFIX) && (isNeeded || isCurrent)) {
                needed.add(name);
                try (BufferedReader lines = new BufferedReader(
                        new InputStreamReader(storage.open(file.getPath()), StandardCharsets.UTF_8))) {
                    lines.lines().skip(1).forEach(line -> needed.add(((AddFile) Action.fromJson(line)).path()));
                }
            }
        }
        return needed;
    }

    /** A commit that made a listing count. */
    private record Recorded(long number, long time) {}

    private static List<FileStatus> statuses(FileSystem storage, Path folder) throws IOException {
        try {
            return List.of(storage.listStatus(folder));
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
