package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.crypto.bench.harness.Jvm;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import org.apache.spark.sql.SparkSession;

/** Performs a run of the reference recipe as a program. */
public final class RecipeMain {

    private RecipeMain() {}

    /** Arguments: the warehouse, the folder of API responses, and their first and last day. */
    public static void main(String[] arguments) {
        try (SparkSession spark = Recipe.session()) {
            Recipe recipe = new Recipe(spark, Path.of(arguments[0]));
            recipe.createMissing();
            recipe.run(Path.of(arguments[1]), LocalDate.parse(arguments[2]), LocalDate.parse(arguments[3]));
        }
    }

    /** The command line, with Java's and Spark's default options. */
    public static List<String> command(String heap, Path warehouse, Path input, LocalDate from, LocalDate to) {
        return Jvm.plain(heap)
                .command(
                        RecipeMain.class,
                        List.of(warehouse.toString(), input.toString(), from.toString(), to.toString()));
    }
}
