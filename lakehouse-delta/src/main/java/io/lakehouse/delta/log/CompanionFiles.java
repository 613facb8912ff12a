package io.lakehouse.delta.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lakehouse.delta.spark.ActiveSession;
import io.lakehouse.delta.spark.KeySet;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.Queries;
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
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
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

    private final TableLog table;
    private final String name;
    private final StructType schema;

    private CompanionFiles(TableLog table, String name, StructType schema) {
        this.table = table;
        this.name = name;
        this.schema = schema;
    }

    /**
     * The companion rows of a name. Looks at no storage.
     *
     * @param name one of the constants of this class
     * @param schema the columns of the rows
     */
    public static CompanionFiles of(TableLog table, String name, StructType schema) {
        return new CompanionFiles(table, name, schema);
    }

    private DeltaLog log() {
        return DeltaLog.forTable(table.verbSession(), folder());
    }

    private Path folder() {
        return new Path(new Path(table.location(), FOLDER), name);
    }

    private Metadata metadata() {
        return new Metadata(
                UUID.randomUUID().toString(),
                name,
                "",
                new Format("parquet", ScalaLists.map(Map.of())),
                schema.json(),
                ScalaLists.seq(List.of()),
                // Against defaults of the session for new tables.
                ScalaLists.map(Map.of("delta.columnMapping.mode", "none", "delta.enableChangeDataFeed", "false")),
                Option.empty());
    }

    private static String streamOf(String name) {
        return StreamRecords.COMPANION + name;
    }

    /** The number of the listing that counts. If the log no longer shows it, the last one: its events did happen. */
    public OptionalLong listingIn(DeltaTransaction transaction) {
        return listingIn(transaction.progressOf(streamOf(name)), streamOf(name));
    }

    private static OptionalLong listingIn(StreamProgress progress, String stream) {
        long recorded = progress.recorded(stream);
        return progress.isUncertain(stream) && recorded >= 0 ? OptionalLong.of(recorded) : progress.of(stream);
    }

    /** Makes a listing count with the commit of a transaction. */
    public void recordIn(DeltaTransaction transaction, List<DataFile> files) {
        transaction.recordProgress(streamOf(name), save(files));
    }

    /** Forgets companion rows with the commit of a transaction; false if there are none. */
    public static boolean forget(String name, DeltaTransaction transaction) {
        if (listingIn(transaction.progressOf(streamOf(name)), streamOf(name)).isEmpty()) {
            return false;
        }
        transaction.forgetProgress(streamOf(name));
        return true;
    }

    /** The columns of the rows, as {@link TableSnapshot#columns} has those of a table. */
    public TableSnapshot snapshot() {
        return new TableSnapshot(dummy(), new TableFiles(), "UTC");
    }

    private DummySnapshot dummy() {
        DeltaLog log = log();
        return new DummySnapshot(log.logPath(), log, metadata(), Option.empty());
    }

    /** Writes rows to new files, which count once a listing has them. */
    public List<DataFile> write(ArrangedRows rows) {
        return ActiveSession.with(table.verbSession(), () -> {
            OptimisticTransaction neverCommitted = log().startTransaction(Option.empty(), Option.empty());
            neverCommitted.updateMetadataForNewTable(metadata());
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

    /** Writes rows like {@link #write}, in threads of this process. */
    public List<DataFile> writeLocally(LocalRows rows) {
        return ActiveSession.with(table.verbSession(), () -> {
            OptimisticTransaction neverCommitted = log().startTransaction(Option.empty(), Option.empty());
            neverCommitted.updateMetadataForNewTable(metadata());
            try (LocalWriter writer = LocalWriter.of(table.verbSession(), neverCommitted)) {
                writer.write(rows);
                return writer.completeFiles().stream().map(DataFile::new).toList();
            }
        });
    }

    /** The rows of files that have one of these keys, read in threads of this process; empty if they are too many. */
    public Optional<List<LocalRows>> readLocally(List<DataFile> files, KeySet keys) {
        return LocalReader.of(table.verbSession(), dummy(), files, keys::in).readAll(files);
    }

    /** The rows of files. */
    public Dataset<Row> read(List<DataFile> files) {
        return KnownFiles.read(table.verbSession(), dummy(), files);
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
            lines.append(JSON.writeValueAsString(Map.of("format", FORMAT, "schema", schema.json())))
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
        return new Path(folder(), nameOf(number));
    }

    private static String nameOf(long number) {
        return Long.toHexString(number) + SUFFIX;
    }

    private FileSystem storage() throws IOException {
        return folder().getFileSystem(Queries.hadoopConf(table.verbSession()));
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
                List<FileStatus> files = folder.isDirectory() ? statuses(storage, folder.getPath()) : List.of();
                List<FileStatus> old = files.stream()
                        .filter(file -> file.isFile() && file.getModificationTime() < cutoff.toEpochMilli())
                        .toList();
                if (!old.isEmpty()) {
                    Set<String> needed =
                            needed(snapshot, streamOf(folder.getPath().getName()), storage, files, cutoff);
                    old.stream()
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
            TableSnapshot snapshot, String stream, FileSystem storage, List<FileStatus> files, Instant cutoff)
            throws IOException {
        Uses uses = new Uses(stream);
        snapshot.replayHeld(0, snapshot.version(), uses::add);
        OptionalLong current = listingIn(snapshot.progress(), stream);
        Set<String> needed = new HashSet<>();
        for (FileStatus file : files) {
            String name = file.getPath().getName();
            boolean isCurrent = current.isPresent() && name.equals(nameOf(current.getAsLong()));
            if (name.endsWith(SUFFIX) && (isCurrent || uses.until(name) >= cutoff.toEpochMilli())) {
                needed.add(name);
                try (BufferedReader lines = new BufferedReader(
                        new InputStreamReader(storage.open(file.getPath()), StandardCharsets.UTF_8))) {
                    lines.lines().skip(1).forEach(line -> needed.add(((AddFile) Action.fromJson(line)).path()));
                }
            }
        }
        return needed;
    }

    /** Until when versions referred to each listing: until a commit recorded the next one. Times are in milliseconds. */
    private static final class Uses {

        private final String stream;
        private final Map<String, Long> until = new HashMap<>();
        private Optional<String> last = Optional.empty();
        private long first = Long.MAX_VALUE;

        Uses(String stream) {
            this.stream = stream;
        }

        void add(Commit commit) {
            Map<String, Long> recorded = new HashMap<>();
            commit.actions().forEach(action -> StreamRecords.collect(action, recorded));
            if (recorded.containsKey(stream)) {
                first = Math.min(first, commit.time());
                last.ifPresent(name -> until.put(name, commit.time()));
                last = Optional.of(nameOf(recorded.get(stream)));
                last.ifPresent(name -> until.put(name, Long.MAX_VALUE));
            }
        }

        /** The commit of a listing that none of these records is gone from the log, or was never made. */
        long until(String name) {
            return until.getOrDefault(name, first);
        }
    }

    private static List<FileStatus> statuses(FileSystem storage, Path folder) throws IOException {
        try {
            return List.of(storage.listStatus(folder));
        } catch (FileNotFoundException e) {
            return List.of();
        }
    }
}
