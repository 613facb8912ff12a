package io.lakehouse.delta.retention;

import static io.lakehouse.core.result.VacuumResult.Method.FULL;
import static io.lakehouse.core.result.VacuumResult.Method.LITE;
import static io.lakehouse.core.result.VacuumResult.Method.SKIP;

import io.lakehouse.core.result.VacuumPlan;
import io.lakehouse.core.result.VacuumResult;
import io.lakehouse.core.result.VacuumResult.Method;
import io.lakehouse.delta.log.DeltaCommands;
import io.lakehouse.delta.log.LogHistory;
import io.lakehouse.delta.log.TableLog;
import io.lakehouse.delta.log.TableSnapshot;
import io.lakehouse.delta.retention.ExpiredFiles.Expired;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Finds the files that a vacuum deletes. If the log shows that no file can be old enough, the search ends there.
 * Otherwise it finds the files from the log, and lists folders only if the log does not reach back far enough. The
 * whole search uses the same cutoff time.
 */
public final class VacuumSearch {

    private final TableLog table;
    private final TableSnapshot snapshot;
    private final Duration retention;
    private final Instant cutoff;
    private final LogHistory history;
    /** The latest version that is older than the retention. */
    private final OptionalLong horizon;

    private VacuumSearch(TableLog table, TableSnapshot snapshot, Duration retention) {
        this.table = table;
        this.snapshot = snapshot;
        this.retention = retention;
        this.cutoff = Instant.now().minus(retention);
        this.history = snapshot.history();
        this.horizon = history.newestBefore(cutoff);
    }

    /**
     * The files that a vacuum would delete now.
     *
     * @param requested {@link Method#FULL} to list all folders
     * @throws IllegalArgumentException if the table's own retention for removed files is longer
     */
    public static Found find(TableLog table, Duration retention, Method requested) {
        TableSnapshot snapshot = table.snapshot();
        table.requireWritable(snapshot);
        Duration own = snapshot.retention();
        if (retention.compareTo(own) < 0) {
            throw RetentionErrors.tableKeepsLonger(table.name(), retention, own);
        }
        VacuumSearch search = new VacuumSearch(table, snapshot, retention);
        Optional<String> reasonForDelta = snapshot.reasonForDelta();
        if (reasonForDelta.isPresent()) {
            return search.byDelta("Delta's own VACUUM lists all folders, because " + reasonForDelta.get());
        }
        if (requested == FULL) {
            return search.byListing("asked to list all folders");
        }
        return search.byLog()
                .orElseGet(() -> search.byListing(
                        search.horizon.isEmpty()
                                ? "the log is shorter than the retention"
                                : "the log no longer holds every commit since the last vacuum"));
    }

    /**
     * The files that the log alone reveals, for the longer of the spec's retention and the table's own; empty if
     * finding them would require a listing.
     */
    public static Optional<Found> findByLog(TableLog table, TableSnapshot snapshot) {
        Duration specified = wholeHours(table.spec().retention());
        Duration own = snapshot.retention();
        return new VacuumSearch(table, snapshot, own.compareTo(specified) > 0 ? own : specified).byLog();
    }

    /** The duration rounded up to whole hours, the unit of the table property. */
    public static Duration wholeHours(Duration duration) {
        Duration whole = Duration.ofHours(duration.toHours());
        return whole.equals(duration) ? whole : whole.plusHours(1);
    }

    /** The files found. Deleting them also records the version up to which the table has been vacuumed. */
    public final class Found {

        private final Method method;
        private final String reason;
        private final Optional<ExpiredFiles> files;
        private final List<Expired> expired;
        private final boolean isDelegated;

        private Found(
                Method method,
                String reason,
                Optional<ExpiredFiles> files,
                List<Expired> expired,
                boolean isDelegated) {
            this.isDelegated = isDelegated;
            this.method = method;
            this.reason = reason;
            this.files = files;
            this.expired = expired;
        }

        public VacuumPlan plan() {
            return new VacuumPlan(
                    table.name(),
                    method,
                    reason,
                    expired.stream()
                            .map(file -> file.path().toUri().toString())
                            .sorted()
                            .toList(),
                    expired.stream().mapToLong(file -> file.bytes().orElse(0)).sum());
        }

        /**
         * Deletes the files.
         *
         * @param start the start of the verb, from {@link System#nanoTime}
         */
        public VacuumResult delete(long start) {
            List<Long> freed = List.of();
            if (isDelegated) {
                DeltaCommands.after(table, snapshot).vacuum(retention.toHours());
                freed = expired.stream().map(file -> file.bytes().orElse(0)).toList();
            } else if (files.isPresent()) {
                freed = files.get().delete(expired);
                history.recordVacuum(horizon);
            }
            return new VacuumResult(
                    method,
                    reason,
                    freed.size(),
                    freed.stream().mapToLong(Long::longValue).sum(),
                    Duration.ofNanos(System.nanoTime() - start));
        }
    }

    private Found byListing(String reason) {
        ExpiredFiles files = files();
        return new Found(FULL, reason, Optional.of(files), files.fromFolders(horizon), false);
    }

    private Found byDelta(String reason) {
        List<String> paths = DeltaCommands.after(table, snapshot).expiredFiles(retention.toHours());
        return new Found(FULL, reason, Optional.empty(), files().withSizes(paths), true);
    }

    /** Empty if the log does not reach back far enough. */
    private Optional<Found> byLog() {
        if (horizon.isEmpty()) {
            return history.isComplete() ? Optional.of(skip("no commit is older than " + hours())) : Optional.empty();
        }
        OptionalLong done = history.lastVacuumed();
        if (done.isPresent() && done.getAsLong() >= horizon.getAsLong()) {
            return Optional.of(skip("the last vacuum covered version " + done.getAsLong()
                    + " and all before it, and none after it is older than " + hours()));
        } else if (done.isEmpty() && !history.isComplete()) {
            return Optional.empty();
        }
        ExpiredFiles files = files();
        return files.fromLog(done.isPresent() ? done.getAsLong() + 1 : 0, horizon.getAsLong())
                .map(expired -> new Found(
                        LITE, "the log holds every commit since the last vacuum", Optional.of(files), expired, false));
    }

    private Found skip(String reason) {
        return new Found(SKIP, reason, Optional.empty(), List.of(), false);
    }

    private ExpiredFiles files() {
        return new ExpiredFiles(snapshot, retention, cutoff);
    }

    private String hours() {
        return retention.toHours() + " h";
    }
}
