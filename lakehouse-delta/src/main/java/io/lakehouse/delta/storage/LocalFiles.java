package io.lakehouse.delta.storage;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.ChecksumFs;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.FsConstants;
import org.apache.hadoop.fs.FsServerDefaults;
import org.apache.hadoop.fs.LocalFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;
import org.apache.hadoop.fs.local.LocalConfigKeys;
import org.apache.hadoop.fs.permission.FsPermission;

/**
 * Hadoop's file systems for {@code file:} paths, except that they set permissions by a system call. Without its native
 * library, Hadoop starts a {@code chmod} process for each file that it creates, which takes longer than it takes to
 * write a small file.
 */
public final class LocalFiles {

    private LocalFiles() {}

    /** For Hadoop's {@link org.apache.hadoop.fs.FileSystem}, which instantiates it by its class name. */
    public static final class ForFileSystem extends LocalFileSystem {

        public ForFileSystem() {
            super(new Raw());
        }
    }

    /** For Hadoop's {@link org.apache.hadoop.fs.FileContext}, which instantiates it by its class name. */
    public static final class ForFileContext extends ChecksumFs {

        public ForFileContext(URI uri, Configuration configuration) throws IOException, URISyntaxException {
            super(new RawContext(configuration));
        }
    }

    private static final class RawContext extends DelegateToFileSystem {

        RawContext(Configuration configuration) throws IOException, URISyntaxException {
            super(FsConstants.LOCAL_FS_URI, new Raw(), configuration, FsConstants.LOCAL_FS_URI.getScheme(), false);
        }

        @Override
        public int getUriDefaultPort() {
            return -1; // file: has no ports
        }

        @Override
        @SuppressWarnings("deprecation") // the only one that a subclass has to have
        public FsServerDefaults getServerDefaults() throws IOException {
            return LocalConfigKeys.getServerDefaults();
        }

        @Override
        public boolean isValidName(String name) {
            return true; // every name that the system takes
        }
    }

    private static final class Raw extends RawLocalFileSystem {

        private static final int POSIX_BITS = 0777;

        @Override
        public void setPermission(org.apache.hadoop.fs.Path path, FsPermission permission) throws IOException {
            Path file = pathToFile(path).toPath();
            PosixFileAttributeView view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            // Folders can have a bit for the group of new files, which chmod leaves alone.
            if (view == null
                    || Files.isDirectory(file)
                    || permission.toShort() != (permission.toShort() & POSIX_BITS)) {
                super.setPermission(path, permission);
            } else {
                view.setPermissions(PosixFilePermissions.fromString(permission.getUserAction().SYMBOL
                        + permission.getGroupAction().SYMBOL
                        + permission.getOtherAction().SYMBOL));
            }
        }
    }
}
