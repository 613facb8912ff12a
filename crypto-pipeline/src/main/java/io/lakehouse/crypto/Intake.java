package io.lakehouse.crypto;

import io.lakehouse.core.LakehouseStyle;
import io.lakehouse.crypto.market.Payload;
import java.util.List;
import java.util.OptionalDouble;
import org.immutables.value.Value;

/** What comes into Bronze in one commit, and on what condition. */
@Value.Immutable
@LakehouseStyle
public interface Intake {

    List<Payload> payloads();

    /** What prices are in; a warehouse holds one currency. Default: usd. */
    @Value.Default
    default String currency() {
        return "usd";
    }

    /**
     * Whether batches have names that somebody gave them, so that one can come again for another day. Default: false,
     * the name of a batch tells what is in it.
     */
    @Value.Default
    default boolean batchesAreNamed() {
        return false;
    }

    /** How many records of a batch in percent, 0 to 100, may break a rule of Silver. Default: any number. */
    OptionalDouble maxBadPercent();

    /** Refuses what is no currency and no percentage. */
    @Value.Check
    default void check() {
        if (!currency().matches("[a-z]{3,10}")) {
            throw new IllegalArgumentException(
                    "Invalid currency '" + currency() + "': use a code of 3 to 10 of the letters a to z, such as usd.");
        }
        double percent = maxBadPercent().orElse(0);
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("Invalid share of bad records, " + percent + " %: use 0 to 100.");
        }
    }

    /** An intake of dollars without a condition. */
    static Intake of(List<Payload> payloads) {
        return builder().payloads(payloads).build();
    }

    static Builder builder() {
        return new Builder();
    }

    /** Collects the parts of an intake. */
    final class Builder extends ImmutableIntake.Builder {

        Builder() {}
    }
}
