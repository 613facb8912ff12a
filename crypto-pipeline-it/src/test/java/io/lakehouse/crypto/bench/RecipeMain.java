package io.lakehouse.crypto.bench;

import java.nio.file.Path;
import java.time.LocalDate;
import org.apache.spark.sql.SparkSession;

/** A run of the reference recipe as a program: warehouse, folder of answers, day. */
final class RecipeMain {

    private RecipeMain() {}

    public static void main(String[] arguments) {
        try (SparkSession spark = Recipe.session()) {
            new Recipe(spark, Path.of(arguments[0])).run(Path.of(arguments[1]), LocalDate.parse(arguments[2]));
        }
    }
}
