package io.lakehouse.delta.merge;

import io.lakehouse.delta.log.DataFile;
import io.lakehouse.delta.log.LocalReader;
import io.lakehouse.delta.spark.LocalJoin;
import io.lakehouse.delta.spark.LocalRows;
import io.lakehouse.delta.spark.RowPipeline;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Some source rows of an upsert and the files that can contain their keys, whose other files cannot. */
final class LocalPart {

    private final LocalJoin.Found found;
    private final List<DataFile> files;
    private final List<Optional<Compared>> compared;

    private final KeyTally tally = new KeyTally();
    private final List<DataFile> touched = new ArrayList<>();
    /** The rows of these files, as long as they are in memory. */
    private final List<LocalRows> held = new ArrayList<>();
    /** The other rows of the files that have rows to change. */
    private final List<LocalRows> kept = new ArrayList<>();
    /** The joined rows that change, and those of new keys. */
    private final List<LocalRows> changes = new ArrayList<>();

    private boolean isRefused;

    /**
     * The rows of a file, joined with source rows and judged.
     *
     * @param changed the positions of the rows that change or go
     */
    private record Compared(LocalRows rows, LocalJoin.Joined joined, KeyTally tally, BitSet changed) {}

    LocalPart(LocalJoin.Found found, List<DataFile> files) {
        this.found = found;
        this.files = files;
        this.compared = new ArrayList<>(Collections.nCopies(files.size(), Optional.empty()));
    }

    int fileCount() {
        return files.size();
    }

    /**
     * Compares the rows of a file. Several threads can do this for different files.
     *
     * @param deletesOthers whether rows without a source row are judged, too
     */
    void compare(int file, LocalReader reader, LocalJoin join, RowPipeline judging, boolean deletesOthers) {
        compared.set(file, reader.read(files.get(file)).map(rows -> {
            LocalJoin.Joined joined = join.with(rows);
            List<Integer> counted = deletesOthers ? joined.all() : joined.matched();
            LocalRows judged = joined.through(judging, counted);
            KeyTally ofFile = new KeyTally();
            BitSet changed = new BitSet();
            for (int at = 0; at < judged.size(); at++) {
                if (KeyState.CHANGING.contains(ofFile.add(judged, at))) {
                    changed.set(counted.get(at));
                }
            }
            return new Compared(rows, joined, ofFile, changed);
        }));
    }

    /** Once all files are compared, judges the source rows that none of them has. */
    void finish(LocalReader reader, RowPipeline judging) {
        for (int file = 0; file < files.size() && !isRefused; file++) {
            if (compared.get(file).isEmpty()) {
                isRefused = true;
            } else {
                add(files.get(file), compared.get(file).orElseThrow(), reader);
            }
        }
        compared.clear();
        if (isRefused) {
            return;
        }
        LocalRows missing = found.missing();
        LocalRows judged = judging.apply(missing);
        List<Integer> fresh = new ArrayList<>();
        for (int at = 0; at < judged.size(); at++) {
            if (tally.add(judged, at) == KeyState.NEW) {
                fresh.add(at);
            }
        }
        if (!fresh.isEmpty()) {
            changes.add(missing.at(fresh));
        }
        isRefused |= tally.hasRejected();
    }

    private void add(DataFile file, Compared rows, LocalReader reader) {
        isRefused |= !found.add(rows.joined);
        tally.addAll(rows.tally);
        if (rows.changed.isEmpty()) {
            reader.release(rows.rows);
            return;
        }
        List<Integer> changed = rows.changed.stream().boxed().toList();
        touched.add(file);
        held.add(rows.rows);
        changes.add(rows.joined.at(changed));
        kept.add(rows.rows.at(
                rows.joined.all().stream().filter(at -> !rows.changed.get(at)).toList()));
    }

    /** Whether a query has to do the work, since there is too much of it, or to tell what is wrong. */
    boolean isRefused() {
        return isRefused;
    }

    KeyTally tally() {
        return tally;
    }

    /** The files with rows that change or go. */
    List<DataFile> touched() {
        return touched;
    }

    /** Writes the rows that replace the {@link #touched} files. */
    void writeTo(UpsertedFiles open) {
        if (!changes.isEmpty()) {
            open.write(kept, changes);
        }
    }

    /** Releases all rows. */
    void release(LocalReader reader) {
        held.forEach(reader::release);
        held.clear();
        kept.clear();
        changes.clear();
    }
}
