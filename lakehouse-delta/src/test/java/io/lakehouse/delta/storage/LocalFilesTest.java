package io.lakehouse.delta.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.lakehouse.core.session.SessionSpec;
import io.lakehouse.delta.DeltaSettings;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.CreateFlag;
import org.apache.hadoop.fs.FileContext;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Local files are those of Hadoop's own file system, with the same permissions and checksums. */
class LocalFilesTest {

    @TempDir
    private java.nio.file.Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"022", "077", "002", "027"})
    void createsFilesWithThePermissionsThatHadoopGivesThem(String umask) throws IOException {
        Configuration hadoop = configuration(umask);
        try (FileSystem own = FileSystem.newInstance(FsConstants.LOCAL_FS_URI, withLocalFiles(hadoop));
                FileSystem other = FileSystem.newInstance(FsConstants.LOCAL_FS_URI, hadoop)) {
            write(own.create(path("own/file")));
            write(other.create(path("other/file")));
        }

        assertThat(permissions("own/file")).isEqualTo(permissions("other/file"));
        assertThat(permissions("own")).isEqualTo(permissions("other"));
        assertThat(folder.resolve("own/.file.crc")).hasSameBinaryContentAs(folder.resolve("other/.file.crc"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"022", "077"})
    void soDoesTheFileContext(String umask) throws IOException {
        Configuration hadoop = configuration(umask);

        writeBy(FileContext.getFileContext(FsConstants.LOCAL_FS_URI, withLocalFiles(hadoop)), "own");
        writeBy(FileContext.getFileContext(FsConstants.LOCAL_FS_URI, hadoop), "other");

        assertThat(permissions("own")).isEqualTo(permissions("other"));
        assertThat(folder.resolve(".own.crc")).hasSameBinaryContentAs(folder.resolve(".other.crc"));
    }

    @Test
    void setsAnyPermission() throws IOException {
        try (FileSystem own = FileSystem.newInstance(FsConstants.LOCAL_FS_URI, withLocalFiles(configuration("022")))) {
            write(own.create(path("file")));
            own.setPermission(path("file"), new FsPermission((short) 0640));
            own.mkdirs(path("sticky"));
            own.setPermission(path("sticky"), new FsPermission((short) 01777));

            assertThat(own.getFileStatus(path("file")).getPermission()).isEqualTo(new FsPermission((short) 0640));
            assertThat(own.getFileStatus(path("sticky")).getPermission()).isEqualTo(new FsPermission((short) 01777));
        }
    }

    private static Configuration configuration(String umask) {
        Configuration hadoop = new Configuration();
        hadoop.set("fs.permissions.umask-mode", umask);
        return hadoop;
    }

    /** As a local session has it. */
    private static Configuration withLocalFiles(Configuration hadoop) {
        SessionSpec session = SessionSpec.builder()
                .appName("files")
                .environment(Map.of())
                .submitted(Map.of())
                .build();
        Configuration own = new Configuration(hadoop);
        DeltaSettings.addTo(session.local()).toConf().forEach((key, value) -> {
            if (key.startsWith("spark.hadoop.fs.")) {
                own.set(key.substring("spark.hadoop.".length()), value);
            }
        });
        return own;
    }

    private void writeBy(FileContext context, String name) throws IOException {
        write(context.create(path(name), EnumSet.of(CreateFlag.CREATE)));
    }

    private static void write(OutputStream file) throws IOException {
        try (file) {
            file.write(1);
        }
    }

    private Path path(String name) {
        return new Path(folder.resolve(name).toUri());
    }

    private Set<PosixFilePermission> permissions(String name) throws IOException {
        return Files.getPosixFilePermissions(folder.resolve(name));
    }
}
