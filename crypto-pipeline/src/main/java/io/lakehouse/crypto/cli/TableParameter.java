package io.lakehouse.crypto.cli;

import io.lakehouse.core.table.TableName;
import io.lakehouse.core.table.TableSpec;
import io.lakehouse.crypto.CryptoTables;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The name of a table on the command line. */
final class TableParameter implements ITypeConverter<TableSpec> {

    @Override
    public TableSpec convert(String text) {
        try {
            return CryptoTables.find(TableName.parse(text))
                    .orElseThrow(() -> new TypeConversionException(
                            "Unknown table '" + text + "': the tables are " + String.join(", ", names()) + "."));
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage() + " The tables are " + String.join(", ", names()) + ".");
        }
    }

    private static List<String> names() {
        return CryptoTables.ALL.stream().map(spec -> spec.name().toString()).toList();
    }
}
