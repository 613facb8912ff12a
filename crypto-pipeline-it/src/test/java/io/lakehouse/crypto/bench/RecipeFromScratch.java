package io.lakehouse.crypto.bench;

import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The reference recipe from its first run on, but for its vacuum, which writes nothing. Parameters: {@code warehouse},
 * {@code input} with a folder for each round.
 */
final class RecipeFromScratch implements Contestant {

    private final Parameters parameters;
    private final Recipe recipe;

    RecipeFromScratch(Parameters parameters) {
        this.parameters = parameters;
        this.recipe = new Recipe(Recipe.session(), parameters.path("warehouse"));
    }

    /** Makes the tables, empty. */
    @Override
    public void prepare() {
        recipe.load(PipelineTables.noMarketRecords(recipe.spark()));
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        return recipe.write(DailyInput.folder(parameters.path("input"), round), DailyInput.day(0, round));
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(recipe.spark());
    }
}
