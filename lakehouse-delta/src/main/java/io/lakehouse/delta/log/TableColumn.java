package io.lakehouse.delta.log;

import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;

import io.lakehouse.core.table.Field;
import io.lakehouse.core.table.Fields;
import java.util.Optional;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.delta.ColumnWithDefaultExprUtils;
import org.apache.spark.sql.delta.GeneratedColumn;
import org.apache.spark.sql.delta.IdentityColumn;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.StructField;
import scala.Option;

/** A column of a table, with what the table itself says about its values. */
public final class TableColumn {

    /** The key of the default of a column in its metadata, as SQL text. */
    private static final String DEFAULT = "CURRENT_DEFAULT";

    private final StructField field;
    private final String physicalName;

    TableColumn(StructField field, String physicalName) {
        this.field = field;
        this.physicalName = physicalName;
    }

    /** The name that readers use. */
    public String name() {
        return field.name();
    }

    /** The name in data files, statistics and partition values; another one if the table maps its columns. */
    public String physicalName() {
        return physicalName;
    }

    public DataType type() {
        return field.dataType();
    }

    public boolean isNullable() {
        return field.nullable();
    }

    /** A field of the same name, type, nullability and comment. */
    public Field<?> toField() {
        return Field.from(field);
    }

    StructField field() {
        return field;
    }

    /** The column in a dataset of the table's rows. */
    public Column col() {
        return Fields.column(name());
    }

    /** The expression that computes the column from others, if the table generates it. */
    public Optional<Column> generation() {
        Option<String> text = GeneratedColumn.getGenerationExpressionStr(field.metadata());
        return text.isDefined() ? Optional.of(expr(text.get()).cast(type())) : Optional.empty();
    }

    /** Whether the table numbers its rows in this column. */
    public boolean isIdentity() {
        return ColumnWithDefaultExprUtils.isIdentityColumn(field);
    }

    /** Whether the table alone numbers its rows in this column, so that no writer may. */
    public boolean isAlwaysIdentity() {
        return isIdentity() && !IdentityColumn.allowExplicitInsert(field);
    }

    private Optional<String> defaultValue() {
        return field.metadata().contains(DEFAULT) ? Optional.of(field.metadata().getString(DEFAULT)) : Optional.empty();
    }

    /** Whether the table itself has a value for rows that come without this column. */
    public boolean hasOwnValue() {
        return generation().isPresent() || isIdentity() || defaultValue().isPresent();
    }

    /** The value of this column in a new row that comes without it: the next number, the default, or NULL. */
    public Column valueOfNewRow() {
        if (isIdentity()) {
            return new Column(IdentityColumn.createIdentityColumnGenerationExpr(field));
        }
        return defaultValue()
                .map(text -> expr(text).cast(type()))
                .orElseGet(() -> lit(null).cast(type()));
    }

    @Override
    public String toString() {
        return name() + " " + type().catalogString();
    }
}
