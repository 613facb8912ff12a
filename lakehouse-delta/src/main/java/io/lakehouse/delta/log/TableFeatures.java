package io.lakehouse.delta.log;

import io.lakehouse.delta.spark.ScalaLists;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.delta.Snapshot;
import org.apache.spark.sql.delta.TableFeature;

/** The protocol features of tables that the verbs write themselves. Delta's own commands write all other tables. */
final class TableFeatures {

    /** The names of the features in Delta's protocol, each of which tests compare with Delta's own commands. */
    static final Set<String> WRITTEN = Set.of(
            "allowColumnDefaults",
            "appendOnly",
            "changeDataFeed",
            "checkConstraints",
            "checkpointProtection",
            "clustering",
            "columnMapping",
            "deletionVectors",
            "domainMetadata",
            "generatedColumns",
            "identityColumns",
            "inCommitTimestamp",
            "invariants",
            "rowTracking",
            "timestampNtz",
            "typeWidening",
            "typeWidening-preview",
            "v2Checkpoint",
            "vacuumProtocolCheck");

    private TableFeatures() {}

    /** Why Delta's own commands have to write the table; empty if the verbs write it themselves. */
    static Optional<String> reasonForDelta(Snapshot snapshot) {
        List<String> others =
                ScalaLists.list(snapshot.protocol()
                                .implicitlyAndExplicitlySupportedFeatures()
                                .toSeq())
                        .stream()
                        .map(TableFeature::name)
                        .filter(name -> !WRITTEN.contains(name))
                        .sorted()
                        .toList();
        return others.isEmpty()
                ? Optional.empty()
                : Optional.of("the table has the feature " + String.join(", ", others)
                        + ", which the verbs do not write themselves");
    }
}
