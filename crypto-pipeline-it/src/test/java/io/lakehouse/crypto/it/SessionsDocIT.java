package io.lakehouse.crypto.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.session.EffectiveSetting;
import io.lakehouse.core.session.HiveMetastore;
import io.lakehouse.core.session.Machine;
import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.core.session.SparkSettings;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.delta.DeltaSettings;
import io.lakehouse.delta.Lakehouse;
import io.lakehouse.delta.Warehouse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code and the table of settings that docs/sessions.md shows. */
class SessionsDocIT {

    private static final TableSpec PRICES = TableSpecsDocIT.PRICES;

    @Test
    void theCodeOfTheDocumentIsThisCode() throws IOException {
        assertThat(Documents.javaBlocks("docs/sessions.md"))
                .containsExactlyElementsOf(Documents.shownBy(SessionsDocIT.class));
    }

    @Test
    void theCodeOfTheDocumentRuns(@TempDir Path folder) throws IOException {
        Path metastore = folder.resolve("metastore");
        Path warehouse = folder.resolve("warehouse");
        // shown: begin
        SessionSpec spec = SessionSpec.fromEnvironment("prices")
                .local() // inside this JVM; leave it out and spark-submit decides
                .set(SparkSettings.SHUFFLE_PARTITIONS, 4)
                .hive(HiveMetastore.embedded(metastore)); // only for those who find tables by name
        System.out.println(DeltaSettings.addTo(spec).explain());
        try (Lakehouse lake = Lakehouse.open(spec, Warehouse.at(warehouse))) {
            lake.table(PRICES);
        }
        // shown: end

        assertThat(warehouse.resolve("silver/prices/_delta_log")).isNotEmptyDirectory();
        assertThat(DeltaSettings.addTo(spec).explain().toString().lines())
                .contains(Documents.between("docs/sessions.md", "```text\n", "\n```"));
    }

    @Test
    void everyMetastoreOfTheDocumentCanBeDescribed(@TempDir Path folder) {
        String password = "hunter2";
        // shown: begin
        HiveMetastore embedded = HiveMetastore.embedded(folder); // Derby, one process at a time
        HiveMetastore database = HiveMetastore.jdbc("jdbc:postgresql://db:5432/metastore", "hive", password);
        HiveMetastore service = HiveMetastore.thrift("thrift://metastore:9083");
        // shown: end

        assertThat(Stream.of(embedded, database, service)
                        .map(metastore -> metastore.settings().get(0).value()))
                .containsOnly("hive");
    }

    @Test
    void theTableOfSettingsIsThatOfTheCode() throws IOException {
        SessionSpec cluster = DeltaSettings.addTo(SessionSpec.builder()
                .appName("(yours)")
                .machine(new Machine(4, 8L << 30))
                .build());
        SessionSpec local = DeltaSettings.addTo(SessionSpec.builder()
                .appName("(yours)")
                .machine(new Machine(4, 8L << 30))
                .build()
                .local());

        assertThat(Documents.between("docs/sessions.md", "<!-- settings: begin -->\n", "<!-- settings: end -->"))
                .isEqualTo(table(cluster, local));
    }

    private static String table(SessionSpec cluster, SessionSpec local) {
        Map<String, EffectiveSetting> onCluster = byKey(cluster);
        Map<String, EffectiveSetting> inside = byKey(local);
        Map<String, EffectiveSetting> all = new TreeMap<>(onCluster);
        all.putAll(inside);
        StringBuilder table = new StringBuilder("| setting | cluster | local | because |\n|---|---|---|---|\n");
        all.forEach((key, setting) -> table.append("| `" + key + "` | " + cell(onCluster.get(key)) + " | "
                + cell(inside.get(key)) + " | " + setting.reason() + " |\n"));
        return table.toString();
    }

    private static Map<String, EffectiveSetting> byKey(SessionSpec spec) {
        return spec.explain().settings().stream().collect(Collectors.toMap(EffectiveSetting::key, setting -> setting));
    }

    private static String cell(@Nullable EffectiveSetting setting) {
        return setting == null ? "" : "`" + setting.value().replace("|", "\\|") + "`";
    }
}
