package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.crypto.bench.data.DailyInput;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.Parameters;
import io.lakehouse.crypto.bronze.BronzePrices;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * Daily runs of the reference recipe in one JVM. Parameters: {@code warehouse}; {@code input}, which contains a folder
 * for each round; {@code history}, the existing history in days; and {@code ours}, a warehouse of the pipeline with
 * that history.
 */
public final class RecipeContestant implements Contestant {

    private final Parameters parameters;
    private final Recipe recipe;

    public RecipeContestant(Parameters parameters) {
        this.parameters = parameters;
        this.recipe = new Recipe(Recipe.session(), parameters.path("warehouse"));
    }

    /** Creates the history. */
    @Override
    public void prepare() {
        recipe.load(PipelineTables.marketRecords(recipe.spark(), parameters.path("ours"), BronzePrices.SPEC));
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        LocalDate day = DailyInput.day(parameters.number("history"), round);
        return recipe.run(DailyInput.folder(parameters.path("input"), round), day, day);
    }

    @Override
    public String digest(String scenario) {
        return PipelineTables.digest(
                recipe.spark().read().format("delta").load(recipe.silver()),
                recipe.spark().read().format("delta").load(recipe.gold()));
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(recipe.spark());
    }
}
