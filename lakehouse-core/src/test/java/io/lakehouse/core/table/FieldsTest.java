package io.lakehouse.core.table;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.junit.jupiter.api.Test;

class FieldsTest {

    private static final List<Field<?>> FIELDS = List.of(
            Field.string("symbol").optional("ticker"), Field.string("id").required("CoinGecko id"));

    @Test
    void schemaKeepsTheOrderNullabilityAndComments() {
        assertThat(Fields.toStruct(FIELDS))
                .isEqualTo(new StructType()
                        .add("symbol", DataTypes.StringType, true, "ticker")
                        .add("id", DataTypes.StringType, false, "CoinGecko id"));
    }

    @Test
    void schemaOfNoFieldsIsEmpty() {
        assertThat(Fields.toStruct(List.of())).isEqualTo(new StructType());
    }

    @Test
    void columnsKeepTheOrder() {
        assertThat(Fields.columns(FIELDS)).containsExactly(functions.col("symbol"), functions.col("id"));
    }

    @Test
    void namesKeepTheOrder() {
        assertThat(Fields.names(FIELDS)).containsExactly("symbol", "id");
    }

    @Test
    void givesTheColumnOfExactlyOneName() {
        assertThat(Fields.column("roi.times").expr().sql()).isEqualTo("`roi.times`");
    }

    @Test
    void findsAFieldByItsName() {
        assertThat(Fields.find(FIELDS, "id")).containsSame(FIELDS.get(1));
    }

    @Test
    void findsAFieldInUpperCase() {
        assertThat(Fields.find(FIELDS, "SYMBOL")).containsSame(FIELDS.get(0));
    }

    @Test
    void findsNoFieldOfAnotherName() {
        assertThat(Fields.find(FIELDS, "i")).isEmpty();
    }
}
