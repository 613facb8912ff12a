package io.lakehouse.crypto.cli;

import java.net.URI;
import java.nio.file.Path;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A file or folder on the machine of this process. A URI of another storage is rejected, because it would become the
 * name of a local file.
 */
final class LocalPathParameter implements ITypeConverter<Path> {

    /** Accepts colons, which are part of many file names: payload-2025-03-04T14:45.json. */
    @Override
    public Path convert(String location) {
        if (!location.matches("(?s)[A-Za-z][A-Za-z0-9+.-]+:/.*")) {
            return Path.of(location);
        }
        if (!location.startsWith("file:")) {
            throw new TypeConversionException("'" + location + "' is not a local path. Only tables can be on a remote"
                    + " storage: use a local path.");
        }
        try {
            return Path.of(URI.create(location));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + location + "' is not a valid file URI: " + e.getMessage() + ".");
        }
    }
}
