package io.lakehouse.crypto.bench.rivals;

import io.lakehouse.crypto.bench.data.DailyInput;
import io.lakehouse.crypto.bench.harness.Contestant;
import io.lakehouse.crypto.bench.harness.Parameters;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.sql.SparkSession;

/**
 * The reference recipe from its first run on, without its vacuum, which writes nothing. Parameters: {@code warehouse};
 * {@code input}, which contains a folder for each round.
 */
public final class RecipeFromScratch implements Contestant {

    private final Parameters parameters;
    private final Recipe recipe;

    public RecipeFromScratch(Parameters parameters) {
        this.parameters = parameters;
        this.recipe = new Recipe(Recipe.session(), parameters.path("warehouse"));
    }

    /** Creates the tables, empty. */
    @Override
    public void prepare() {
        recipe.createMissing();
    }

    @Override
    public Map<String, Double> round(String scenario, int round) {
        LocalDate day = DailyInput.day(0, round);
        return recipe.write(DailyInput.folder(parameters.path("input"), round), day, day);
    }

    @Override
    public Optional<SparkSession> spark() {
        return Optional.of(recipe.spark());
    }
}
